import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { deliveryBy } from "./github/delivery.ts";
import { runUpload, UPLOAD_WORD, uploadApart } from "./github/upload-process.ts";
import { runJudge } from "./watch/judge-process.ts";
import { readPage } from "./watch/page.ts";

const script = fileURLToPath(import.meta.url);

if (process.argv[2] === UPLOAD_WORD) {
  runUpload();
} else {
  // It stands in a folder of its own in the collector's, where the log is.
  const page = readPage(import.meta.url);
  const delivery = deliveryBy((upload, environment) => uploadApart(script, upload, environment), page);
  runJudge(dirname(dirname(script)), delivery);
}
