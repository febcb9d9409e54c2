// Written by `npm run gen` from the files of this folder.
import { documentation as adabelief } from "./adabelief.js";
import { documentation as adabound } from "./adabound.js";
import { documentation as adadelta } from "./adadelta.js";
import { documentation as adafactor } from "./adafactor.js";
import { documentation as adagrad } from "./adagrad.js";
import { documentation as adam } from "./adam.js";
import { documentation as adamax } from "./adamax.js";
import { documentation as adamw } from "./adamw.js";
import { documentation as adan } from "./adan.js";
import { documentation as ademamix } from "./ademamix.js";
import { documentation as adopt } from "./adopt.js";
import { documentation as amsgrad } from "./amsgrad.js";
import { documentation as asgd } from "./asgd.js";
import { documentation as cautiousAdamw } from "./cautious-adamw.js";
import { documentation as ftrl } from "./ftrl.js";
import { documentation as lamb } from "./lamb.js";
import { documentation as lars } from "./lars.js";
import { documentation as lion } from "./lion.js";
import { documentation as madgrad } from "./madgrad.js";
import { documentation as momentum } from "./momentum.js";
import { documentation as nadam } from "./nadam.js";
import { documentation as nesterov } from "./nesterov.js";
import { documentation as novograd } from "./novograd.js";
import { documentation as qhadam } from "./qhadam.js";
import { documentation as qhm } from "./qhm.js";
import { documentation as radam } from "./radam.js";
import { documentation as rmsprop } from "./rmsprop.js";
import { documentation as rprop } from "./rprop.js";
import { documentation as scheduleFreeAdamw } from "./schedule-free-adamw.js";
import { documentation as scheduleFreeSgd } from "./schedule-free-sgd.js";
import { documentation as sgd } from "./sgd.js";
import { documentation as signSgd } from "./sign-sgd.js";
import { documentation as signum } from "./signum.js";
import { documentation as yogi } from "./yogi.js";

export const documentation = {
  adabelief,
  adabound,
  adadelta,
  adafactor,
  adagrad,
  adam,
  adamax,
  adamw,
  adan,
  ademamix,
  adopt,
  amsgrad,
  asgd,
  "cautious-adamw": cautiousAdamw,
  ftrl,
  lamb,
  lars,
  lion,
  madgrad,
  momentum,
  nadam,
  nesterov,
  novograd,
  qhadam,
  qhm,
  radam,
  rmsprop,
  rprop,
  "schedule-free-adamw": scheduleFreeAdamw,
  "schedule-free-sgd": scheduleFreeSgd,
  sgd,
  "sign-sgd": signSgd,
  signum,
  yogi,
};
