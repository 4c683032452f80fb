import Foundation
import StrictJSON
import TestSupport
import Testing

/// Archives sent to `POST /build/stream`.
@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct UploadTests {
    private func upload(_ zip: StoredZIP, _ server: AssayServer) async throws -> EventStream {
        let path = ScratchDirectory.current.path("upload.zip")
        try Data(zip.bytes).write(to: URL(fileURLWithPath: path))
        let (reply, stream) = try await server.stream(["source=@\(path);filename=project.zip;type=application/zip"])
        #expect(reply.status == 200, "\(reply.text)")
        return stream
    }

    private var project: [StoredZIP.Member] {
        Project.files().sorted { $0.key < $1.key }.map { StoredZIP.Member($0.key, $0.value) }
    }

    @Test func `an archive is built, and its provenance names no commit`() async throws {
        try await AssayServer.run(ServerFile()) { server in
            for prefix in ["", "project-1.0/"] {
                let members = project.map { StoredZIP.Member(prefix + $0.name, $0.contents) }
                let stream = try await upload(StoredZIP(members: members), server)
                #expect(stream.status == "success", "\(stream.text)")
                let id = try #require(stream.result?["build_id"]?.string)
                let provenance = try await server.request("/builds/\(id)/provenance").text
                #expect(provenance.contains("urn:assay:upload"))
                #expect(!provenance.contains("gitCommit"))
                let bundle = try await server.download("/builds/\(id)/bundle", to: "bundle.tar.gz")
                let folder = ScratchDirectory.current.path("unpacked\(prefix.count)")
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                _ = try await AssayProgram.program("/usr/bin/tar", ["-xzf", bundle, "-C", folder])
                let arguments = ["verify", folder, "--allow-simulated", "--any-builder"]
                #expect(try await AssayProgram.run(arguments + ["--any-source"]).status == 0)
                #expect(try await AssayProgram.run(arguments + ["--source", "https://example.org/a/b"]).status == 1)
            }
        }
    }

    @Test func `an archive that leaves its folder is refused`() async throws {
        let hostile: [StoredZIP.Member] = [
            StoredZIP.Member("../evil", "x"), StoredZIP.Member("/etc/cron.d/evil", "x"),
            StoredZIP.Member("a/../../evil", "x"), StoredZIP.Member(".git/config", "x"),
            StoredZIP.Member("sub/.git/hooks/post-checkout", "x"),
            StoredZIP.Member("link", "/etc/passwd", mode: 0o120777), StoredZIP.Member("link", "../..", mode: 0o120777),
        ]
        try await AssayServer.run(ServerFile()) { server in
            for member in hostile {
                let stream = try await upload(StoredZIP(members: project + [member]), server)
                #expect(stream.status == "failed", "\(member.name)")
                #expect(stream.errorType == "SOURCE_INVALID", "\(member.name): \(stream.text)")
            }
            var broken = StoredZIP(members: project).bytes
            broken.removeLast(30)
            let path = ScratchDirectory.current.path("broken.zip")
            try Data(broken).write(to: URL(fileURLWithPath: path))
            let (_, stream) = try await server.stream(["source=@\(path)"])
            #expect(stream.errorType == "SOURCE_INVALID", "\(stream.text)")
            #expect(!FileManager.default.fileExists(atPath: ScratchDirectory.current.path("evil")))
        }
    }

    @Test func `a bomb ends at the build's limits`() async throws {
        // 200 MB of zeros: libarchive's own tool packs them as any user's would.
        let zeros = ScratchDirectory.current.path("zeros")
        _ = try await AssayProgram.program("/usr/bin/truncate", ["-s", "200M", zeros])
        let zip = ScratchDirectory.current.path("bomb.zip")
        let code =
            "import sys, zipfile; zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED).write(sys.argv[2], 'zeros')"
        let packed = try await AssayProgram.program("/usr/bin/python3", ["-c", code, zip, zeros])
        try #require(packed.status == 0, "\(packed.errors)")
        try FileManager.default.removeItem(atPath: zeros)
        try await AssayServer.run(ServerFile()) { server in
            let (_, stream) = try await server.stream(["source=@\(zip)"])
            #expect(stream.status == "failed")
            #expect(["SOURCE_INVALID", "RESOURCE_LIMIT"].contains(stream.errorType ?? ""), "\(stream.text)")
        }
    }
}
