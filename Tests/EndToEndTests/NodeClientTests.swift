import Foundation
import TestSupport
import Testing

/// JavaScript clients under Node, before a server that really builds.
@Suite(
    .scratchDirectory,
    .timeLimit(.minutes(10)),
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/node"), "needs /usr/bin/node")
)
struct NodeClientTests {
    /// What a page that uses the published API does: no library, each piece split at line feeds by itself.
    private static let client = """
        const [, , base, repository] = process.argv;
        const form = new FormData();
        form.append("repo_url", repository);
        form.append("ref", "main");
        const response = await fetch(`${base}/build/stream`, { method: "POST", body: form });
        const reader = response.body.getReader();
        const decoder = new TextDecoder();
        while (true) {
          const { done, value } = await reader.read();
          if (done) break;
          const lines = decoder.decode(value).split("\\n");
          for (const line of lines) {
            if (line.startsWith("data: ")) {
              const event = JSON.parse(line.slice(6));
              if (event.type === "info" || event.type === "log") console.log(event.type + " " + event.message);
              if (event.type === "complete") {
                console.log("complete " + event.result.status);
                for (const artifact of event.result.artifacts) {
                  const file = await fetch(base + artifact.download_url);
                  console.log(artifact.name + " " + (await file.text()).trim());
                }
              }
            }
          }
        }
        """

    @Test func `the published client and the example see the same build`() async throws {
        let script = "mkdir out; echo hello > out/tool.txt; for i in 1 2 3 4 5 6 7 8 9; do echo grüße $i; done"
        let site = try ForgeSite(.github, files: Project.files(script))
        let client = try ScratchDirectory.current.write(Self.client, to: "client.mjs")
        let example = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("examples/clients/build-stream.mjs").path
        try await AssayServer.run(ServerFile(allow: [site.git.url + "/*"])) { server in
            let run = try await AssayProgram.program("/usr/bin/node", [client, server.url, site.source])
            #expect(run.status == 0, "\(run.errors)")
            let lines = run.text.split(separator: "\n")
            #expect(lines.first == "info Build queued")
            #expect(lines.filter { $0.hasPrefix("log grüße") }.count == 9)
            #expect(lines.suffix(2) == ["complete success", "tool.txt hello"])
            let own = try await AssayProgram.program(
                "/usr/bin/node",
                [example, site.source, "main"],
                ["ASSAY_URL": server.url]
            )
            #expect(own.status == 0, "\(own.errors)")
            #expect(own.text.contains("\nstatus success\n"))
        }
    }
}
