import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { deliveryBy } from "./github/delivery.ts";
import { runUpload, UPLOAD_WORD, uploadApart } from "./github/upload-process.ts";
import { runSender, SEND_WORD, sendApart } from "./otlp/send-process.ts";
import { runJudge } from "./watch/judge-process.ts";
import { readPage } from "./watch/page.ts";

const script = fileURLToPath(import.meta.url);

switch (process.argv[2]) {
  case UPLOAD_WORD:
    runUpload();
    break;
  case SEND_WORD:
    void runSender();
    break;
  default:
    // It stands in a folder of its own in the collector's, where the log is.
    runJudge(
      dirname(dirname(script)),
      deliveryBy(
        {
          upload: (upload, environment) => uploadApart(script, upload, environment),
          send: (sending, logPath) => sendApart(script, sending, logPath),
        },
        readPage(import.meta.url),
      ),
    );
}
