/** Uploads once, in a process of its own, as the judge does: `node upload-once.ts UPLOAD [LIMIT-MS]`, both JSON. */
import { type ArtifactUpload, uploadArtifact } from "../../src/github/upload.ts";

const [upload = "", limitMs] = process.argv.slice(2);
const request = JSON.parse(upload) as ArtifactUpload;
try {
  const limit = limitMs === undefined ? [] : [Number(limitMs)];
  const uploaded = await uploadArtifact(request, ...(limit as []));
  process.stderr.write(JSON.stringify(uploaded));
} catch (error) {
  const { code, message } = error as { code?: string; message: string };
  process.stderr.write(JSON.stringify({ code, message }));
}
process.exit();
