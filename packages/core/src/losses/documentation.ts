// Written by `npm run gen` from the files of this folder.
import { documentation as arcface } from "./arcface.js";
import { documentation as asymmetric } from "./asymmetric.js";
import { documentation as binaryCrossEntropy } from "./binary-cross-entropy.js";
import { documentation as binaryCrossEntropyWithLogits } from "./binary-cross-entropy-with-logits.js";
import { documentation as contrastive } from "./contrastive.js";
import { documentation as cosineEmbedding } from "./cosine-embedding.js";
import { documentation as crossEntropy } from "./cross-entropy.js";
import { documentation as dice } from "./dice.js";
import { documentation as focal } from "./focal.js";
import { documentation as gaussianNll } from "./gaussian-nll.js";
import { documentation as generalizedCrossEntropy } from "./generalized-cross-entropy.js";
import { documentation as hinge } from "./hinge.js";
import { documentation as hingeEmbedding } from "./hinge-embedding.js";
import { documentation as huber } from "./huber.js";
import { documentation as infoNce } from "./info-nce.js";
import { documentation as klDivergence } from "./kl-divergence.js";
import { documentation as logCosh } from "./log-cosh.js";
import { documentation as mae } from "./mae.js";
import { documentation as mse } from "./mse.js";
import { documentation as multiClassHinge } from "./multi-class-hinge.js";
import { documentation as ntXent } from "./nt-xent.js";
import { documentation as poisson } from "./poisson.js";
import { documentation as poly1 } from "./poly-1.js";
import { documentation as quantile } from "./quantile.js";
import { documentation as smoothL1 } from "./smooth-l1.js";
import { documentation as softCrossEntropy } from "./soft-cross-entropy.js";
import { documentation as softMargin } from "./soft-margin.js";
import { documentation as softmaxFocal } from "./softmax-focal.js";
import { documentation as squaredHinge } from "./squared-hinge.js";
import { documentation as triplet } from "./triplet.js";
import { documentation as tversky } from "./tversky.js";

export const documentation = {
  arcface,
  asymmetric,
  "binary-cross-entropy": binaryCrossEntropy,
  "binary-cross-entropy-with-logits": binaryCrossEntropyWithLogits,
  contrastive,
  "cosine-embedding": cosineEmbedding,
  "cross-entropy": crossEntropy,
  dice,
  focal,
  "gaussian-nll": gaussianNll,
  "generalized-cross-entropy": generalizedCrossEntropy,
  hinge,
  "hinge-embedding": hingeEmbedding,
  huber,
  "info-nce": infoNce,
  "kl-divergence": klDivergence,
  "log-cosh": logCosh,
  mae,
  mse,
  "multi-class-hinge": multiClassHinge,
  "nt-xent": ntXent,
  poisson,
  "poly-1": poly1,
  quantile,
  "smooth-l1": smoothL1,
  "soft-cross-entropy": softCrossEntropy,
  "soft-margin": softMargin,
  "softmax-focal": softmaxFocal,
  "squared-hinge": squaredHinge,
  triplet,
  tversky,
};
