import Builds
import Foundation
import Server
import Store
import TestSupport
import Testing

@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct NodeClientTests {
    /// What a page that uses the published API does: no library, chunks split at line feeds.
    private static let client = """
        const form = new FormData();
        form.append("source", new Blob([new Uint8Array([80, 75, 3, 4, 0, 0])], { type: "application/zip" }), "source.zip");
        const response = await fetch(process.argv[2] + "/build/stream", { method: "POST", body: form });
        if (!response.ok) { console.log("status " + response.status + " " + await response.text()); process.exit(1); }
        const reader = response.body.getReader();
        const decoder = new TextDecoder();
        let logs = 0;
        while (true) {
          const { done, value } = await reader.read();
          if (done) break;
          for (const line of decoder.decode(value).split("\\n")) {
            if (!line.startsWith("data: ")) continue;
            const event = JSON.parse(line.slice(6));
            if (event.type === "log") logs += 1;
            if (event.type === "complete") console.log(logs + " " + event.result.status + " " + event.result.error);
          }
        }
        """

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/node"), "needs /usr/bin/node"))
    func `the published JavaScript client works unchanged`() async throws {
        let script = try ScratchDirectory.current.write(Self.client, to: "client.mjs")
        try await TestServer.run { server, _ in
            let port = server.port
            async let output = blocking {
                let arguments = [script, "http://127.0.0.1:\(port)"]
                let run = try ProgramRun("/usr/bin/node", arguments, environment: ["PATH": "/usr/bin:/bin"])
                return run.text + run.errors
            }
            // Less than Node reads at a time: a client that splits chunks by itself is at the mercy of its buffer.
            let line = String(repeating: "é", count: 20)
            let events = (0..<300).map { BuildEvent(.log, "\($0) \(line)") }
            _ = try await server.finish(.failure(BuildFailure(.buildWorkflow, "make failed — 2")), events: events)
            #expect(try await output == "300 failed make failed — 2\n")
        }
    }
}
