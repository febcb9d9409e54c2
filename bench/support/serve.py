"""The child's half of the protocol for PyTorch: a line in, a line of JSON out; and the numbers that all sides share."""

import json
import math
import os
import resource
import sys
import time

import torch

protocol = os.fdopen(os.dup(1), "w", buffering=1)
sys.stdout = sys.stderr
MASK = 0xFFFFFFFF


def uniform(length, seed, low=-1.0, high=1.0):
    """The same float32 numbers as `uniform` in random.mjs, bit for bit."""
    h = (torch.arange(1, length + 1, dtype=torch.int64) * 0x9E3779B1 + (seed * 0x85EBCA6B & MASK)) & MASK
    h = h ^ (h >> 16)
    h = (h * 0x21F0AAAD) & MASK
    h = h ^ (h >> 15)
    h = (h * 0x735A2D97) & MASK
    h = h ^ (h >> 15)
    return (low + (high - low) * ((h >> 8).double() / 2**24)).float()


def seed_of(name):
    seed = 0x811C9DC5
    for character in name:
        seed = ((seed ^ ord(character)) * 0x01000193) & MASK
    return seed


def first_values(name, shape):
    """First values of a parameter, as `firstValues` in random.mjs."""
    if len(shape) == 1:
        return torch.full(shape, 1.0 if "norm" in name and name.endswith("weight") else 0.0)
    bound = math.sqrt(3 / math.prod(shape[1:]))
    return uniform(math.prod(shape), seed_of(name), -bound, bound).reshape(shape)


def fastest(variants, make):
    """Builds each variant (threads, settings), tries it, and builds the fastest anew: step, words, settings."""
    best = None
    for threads, settings in variants:
        torch.set_num_threads(threads)
        step = make(settings)
        times = []
        while len(times) < 4 or sum(times) < 0.3:
            start = time.perf_counter()
            step()
            times.append(time.perf_counter() - start)
        del step
        if best is None or min(times[1:]) < best[0]:
            best = (min(times[1:]), threads, settings)
    _, threads, settings = best
    torch.set_num_threads(threads)
    words = [name for name, on in settings.items() if on] if isinstance(settings, dict) else []
    return make(settings), ", ".join([f"{threads} thread{'s'[: threads > 1]}", *words]), settings


def serve(prepare):
    task = None
    for line in sys.stdin:
        verb, _, argument = line.strip().partition(" ")
        try:
            if verb == "prepare":
                task = prepare(json.loads(argument))
                answer = {"check": task["check"], "note": task["note"]}
            elif verb == "run":
                times = []
                for _ in range(int(argument)):
                    start = time.perf_counter()
                    task["step"]()
                    times.append(1000 * (time.perf_counter() - start))
                answer = {"milliseconds": times}
            else:
                answer = {
                    "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                    **(task["report"]() if task and "report" in task else {}),
                }
        except Exception as error:  # the parent tells the reader
            answer = {"error": repr(error)}
        protocol.write(json.dumps(answer) + "\n")
