import Foundation
import StrictJSON
import TestSupport
import Testing

/// Every vector is judged by the built program, and what it says is kept as a page of the documentation.
@Suite(
    .scratchDirectory,
    .enabled(if: HardwareVector.arePresent, "the folder ../shared/vectors is absent"),
    .timeLimit(.minutes(10))
)
struct HardwareVectorTests {
    /// The verdict on one vector: the exit status, and the codes of what failed.
    private func verdict(_ vector: HardwareVector) async throws -> (status: Int32, reasons: Set<String>) {
        let file = ScratchDirectory.current.path + "/\(UUID().uuidString).json"
        try Data(vector.evidence().serialized()).write(to: URL(fileURLWithPath: file))
        let time = vector.at.map { ["--at", $0] } ?? []
        let run = try await AssayProgram.run(["appraise", file, "--any-builder", "--json"] + time + vector.options)
        let json = try JSONParser.parse(run.output)
        let failed = json["rules"]?.array?.filter { $0["outcome"] == "fail" }.compactMap { $0["code"]?.string }
        return (run.status, Set(try #require(failed)))
    }

    @Test(arguments: HardwareVector.all)
    func `a vector gets its verdict`(vector: HardwareVector) async throws {
        let verdict = try await verdict(vector)
        #expect(verdict.reasons == vector.reasons)
        #expect(verdict.status == (vector.reasons.isEmpty ? 0 : 1))
    }

    @Test func `no machine is accepted that nobody named`() async throws {
        for vector in [HardwareVector.snp[0], HardwareVector.tdx[0], HardwareVector.azure[0], HardwareVector.nitro[3]] {
            let file = ScratchDirectory.current.path + "/\(UUID().uuidString).json"
            try Data(vector.evidence().serialized()).write(to: URL(fileURLWithPath: file))
            let run = try await AssayProgram.run(["appraise", file] + (vector.at.map { ["--at", $0] } ?? []))
            #expect(run.status == 1)
            #expect(run.text.contains("BUILDER_NOT_APPRAISED"))
        }
    }

    @Test(arguments: HardwareVector.all.filter(\.reasons.isEmpty))
    func `the policy that is made from a machine identifies it, or says that it cannot`(
        vector: HardwareVector
    ) async throws {
        let file = ScratchDirectory.current.path + "/\(UUID().uuidString)"
        try Data(vector.evidence().serialized()).write(to: URL(fileURLWithPath: file))
        let made = try await AssayProgram.run(["inspect", file, "--as-policy"])
        #expect(made.status == 0)
        // To accept another format than Assay's is a decision, which the policy only proposes.
        let policy = made.text.replacing("# formats: ", with: "formats: ")
        try Data(policy.utf8).write(to: URL(fileURLWithPath: file + ".yaml"))
        let time = vector.at.map { ["--at", $0] } ?? []
        let run = try await AssayProgram.run(
            ["appraise", file, "--policy", file + ".yaml", "--json"] + time + vector.options
        )
        let rules = try #require(try JSONParser.parse(run.output)["rules"]?.array)
        let undecided = Set(rules.filter { $0["outcome"]?.string != "pass" }.compactMap { $0["code"]?.string })
        let identifies = !policy.contains("identifies no builder")
        #expect(undecided == (identifies ? [] : ["BUILDER_NOT_APPRAISED"]), "\(policy)")
        #expect(run.status == (identifies ? 0 : 1))
    }

    @Test func `the table in the documentation is what the program says`() throws {
        let page = VectorTable.page(HardwareVector.all)
        let path = VectorTable.path
        if ProcessInfo.processInfo.environment["ASSAY_WRITE_DOCS"] == "1" {
            try Data(page.utf8).write(to: URL(fileURLWithPath: path))
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == page, "write it again with ASSAY_WRITE_DOCS=1")
    }
}
