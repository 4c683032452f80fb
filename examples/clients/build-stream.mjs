// Builds a repository, or an archive, and shows the build as it happens. Runs under Node 20 without any package, and
// `build` runs in a browser as it is.
//
//   ASSAY_URL=http://127.0.0.1:8080 ASSAY_TOKEN=… node build-stream.mjs https://github.com/owner/name [ref]
//   node build-stream.mjs project.zip

/**
 * Starts a build and yields its events until `complete`, the last one.
 *
 * `source` is `{repo_url, ref?}` or `{archive: Blob}`; `nonce` is 32 hexadecimal digits, bound into the evidence.
 */
export async function* build(url, source, { token, nonce, signal } = {}) {
  const form = new FormData();
  if (source.archive) form.append("source", source.archive, "source.zip");
  if (source.repo_url) form.append("repo_url", source.repo_url);
  if (source.ref) form.append("ref", source.ref);
  if (nonce) form.append("nonce", nonce);

  const response = await fetch(new URL("/build/stream", url), {
    method: "POST",
    body: form,
    headers: token ? { Authorization: `Bearer ${token}` } : {},
    signal,
  });
  if (!response.ok) {
    const error = await response.json().catch(() => ({}));
    throw new Error(error.detail ?? `the server answered ${response.status}`);
  }

  let rest = "";
  for await (const chunk of chunks(response.body.pipeThrough(new TextDecoderStream()))) {
    // A chunk may end anywhere, so the last piece waits for more.
    const events = (rest + chunk).split("\n\n");
    rest = events.pop();
    for (const event of events) {
      const line = event.split("\n").find((line) => line.startsWith("data: "));
      if (!line) continue; // a keep-alive
      const value = JSON.parse(line.slice("data: ".length));
      yield value;
      if (value.type === "complete") return;
    }
  }
  // The build goes on without us: its events can be read again from GET /builds/{id}/events.
  throw new Error("the stream ended before the build did");
}

/** The chunks of a stream; not every browser can iterate over one. */
async function* chunks(stream) {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.releaseLock();
  }
}

if (typeof process !== "undefined" && import.meta.url === `file://${process.argv[1]}`) {
  const { openAsBlob, existsSync } = await import("node:fs");
  const [name, ref] = process.argv.slice(2);
  if (!name) {
    console.error("usage: node build-stream.mjs REPOSITORY-URL [REF] | ARCHIVE.zip");
    process.exit(64);
  }
  const url = process.env.ASSAY_URL ?? "http://127.0.0.1:8080";
  const source = existsSync(name) ? { archive: await openAsBlob(name) } : { repo_url: name, ref };
  const nonce = crypto.randomUUID().replaceAll("-", "");
  console.error(`nonce ${nonce}`);
  try {
    for await (const event of build(url, source, { token: process.env.ASSAY_TOKEN, nonce })) {
      if (event.type !== "complete") {
        console.log(event.type === "info" ? `== ${event.message}` : event.message);
        continue;
      }
      const { status, error, artifacts = [] } = event.result;
      console.log(`status ${status}${error ? `: ${error}` : ""}`);
      for (const file of artifacts) console.log(`${file.sha256}  ${file.name}  ${new URL(file.download_url, url)}`);
      process.exitCode = status === "failed" ? 1 : 0;
    }
  } catch (error) {
    console.error(`error: ${error.message}`);
    process.exitCode = 2;
  }
}
