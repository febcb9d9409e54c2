/** The shapes of ResNet-50's 161 parameter tensors, 25.6M numbers. */
const convolution = (filters, channels, size) => [[filters, channels, size, size], [filters], [filters]];

export function resnet50() {
  const shapes = [...convolution(64, 3, 7)];
  let channels = 64;
  for (const [blocks, width] of [
    [3, 64],
    [4, 128],
    [6, 256],
    [3, 512],
  ]) {
    for (let block = 0; block < blocks; block++) {
      shapes.push(...convolution(width, channels, 1), ...convolution(width, width, 3));
      shapes.push(...convolution(4 * width, width, 1));
      if (block === 0) shapes.push(...convolution(4 * width, channels, 1));
      channels = 4 * width;
    }
  }
  return [...shapes, [1000, channels], [1000]];
}
