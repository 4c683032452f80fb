import Enclave
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite struct ReportInterfaceTests {
    private let data = (0..<64).map { UInt8($0) }

    private func interface(_ tree: PlayedReportTree) -> ReportInterface {
        ReportInterface(tree, pause: RetryPause { _ in })
    }

    @Test func `a report is made from one write of the data, and nothing is left behind`() throws {
        let tree = PlayedReportTree(.init(auxiliary: [1, 2, 3]))
        let outcome = try interface(tree).report(committingTo: data, from: .snp)
        #expect(outcome == ReportInterface.Outcome(report: data, auxiliary: [1, 2, 3]))
        #expect(tree.writes == ["inblob=…"])
        #expect(tree.names.isEmpty)
    }

    @Test func `a kernel without privilege levels and additions serves too`() throws {
        let tree = PlayedReportTree(.init(provider: "tdx_guest\n", privilegeFloor: nil, auxiliary: nil))
        let outcome = try interface(tree).report(committingTo: data, from: .tdx)
        #expect(outcome == ReportInterface.Outcome(report: data, auxiliary: []))
        #expect(try interface(tree).provider() == .tdx)
    }

    @Test func `below a service module the lowest level that is allowed is named`() throws {
        let tree = PlayedReportTree(.init(privilegeFloor: 2))
        _ = try interface(tree).report(committingTo: data, from: .snp)
        #expect(tree.writes == ["privlevel=2", "inblob=…"])
    }

    @Test func `a level that was asked for is named, and refused where the kernel refuses it`() throws {
        let tree = PlayedReportTree(.init(privilegeFloor: 1))
        _ = try interface(tree).report(committingTo: data, from: .snp, privilegeLevel: 3)
        #expect(tree.writes == ["privlevel=3", "inblob=…"])
        let strict = PlayedReportTree(.init(privilegeFloor: 2))
        #expect(throws: EnclaveError.self) {
            try interface(strict).report(committingTo: data, from: .snp, privilegeLevel: 1)
        }
        #expect(strict.names.isEmpty)
    }

    @Test func `another program's write leads to another request`() throws {
        let tree = PlayedReportTree(
            .init(intrusion: { request, reading in
                if reading <= 2 { request.generation += 1 }
            })
        )
        #expect(try interface(tree).report(committingTo: data, from: .snp).report == data)
        #expect(tree.made == 3)
        #expect(tree.names.isEmpty)
    }

    @Test func `another program that never stops is an error, after a bounded number of requests`() throws {
        let tree = PlayedReportTree(.init(intrusion: { request, _ in request.generation += 1 }))
        let error = #expect(throws: EnclaveError.self) {
            try interface(tree).report(committingTo: data, from: .snp)
        }
        #expect(error?.code == .interference)
        #expect(tree.made == ReportInterface.attempts)
        #expect(tree.names.isEmpty)
    }

    @Test func `a busy host is asked again, a host that fails is not`() throws {
        let count = Mutex(0)
        let busy = PlayedReportTree(
            .init(report: { request throws(EnclaveError) in
                let number = count.withLock { count in
                    count += 1
                    return count
                }
                guard number > 2 else { throw EnclaveError(.interference, "read", "Device or resource busy") }
                return request.data
            })
        )
        #expect(try interface(busy).report(committingTo: data, from: .snp).report == data)
        let broken = PlayedReportTree(
            .init(report: { _ throws(EnclaveError) in throw EnclaveError(.failure, "read", "Input/output error") })
        )
        let error = #expect(throws: EnclaveError.self) {
            try interface(broken).report(committingTo: data, from: .snp)
        }
        #expect(error?.code == .failure)
        #expect(broken.made == 1)
        #expect(broken.names.isEmpty)
    }

    @Test(arguments: ["tdx_guest\n", "arm_cca_guest\n", "\u{1b}[31m\n", ""])
    func `reports of another provider are refused before anything is written`(provider: String) throws {
        let tree = PlayedReportTree(.init(provider: provider))
        let error = #expect(throws: EnclaveError.self) {
            try interface(tree).report(committingTo: data, from: .snp)
        }
        #expect(error?.code == .notFound)
        #expect(error?.message.contains("\u{1b}") == false)
        #expect(tree.writes.isEmpty && tree.names.isEmpty)
    }

    @Test func `an endless or empty report is an error`() throws {
        for size in [0, ReportInterface.reportLimit + 1] {
            let tree = PlayedReportTree(.init(report: { _ in [UInt8](repeating: 1, count: size) }))
            let error = #expect(throws: EnclaveError.self) {
                try interface(tree).report(committingTo: data, from: .snp)
            }
            #expect(error?.code == .malformed)
            #expect(tree.names.isEmpty)
        }
    }

    @Test func `what a killed process left behind is removed, and nothing of anybody else`() throws {
        let tree = PlayedReportTree()
        // No process has a number beyond the kernel's limit of 2^22.
        tree.leave("assay-99999999-1", age: 3600)
        tree.leave("assay-99999999-2", age: 5)
        tree.leave("assay-\(getpid())-3", age: 3600)
        tree.leave("assay-99999999", age: 3600)
        tree.leave("other-99999999-1", age: 3600)
        try interface(tree).check(.snp)
        let kept = ["assay-99999999", "assay-99999999-2", "assay-\(getpid())-3", "other-99999999-1"]
        #expect(tree.names == kept.sorted())
    }
}

/// The kernel's directory, with plain files in its place.
@Suite(.scratchDirectory) struct KernelReportTreeTests {
    private var scratch: ScratchDirectory { .current }

    @Test func `attributes are read whole, within their limit, and missing ones are told from failures`() throws {
        try scratch.write("sev_guest\n", to: "entry/provider")
        let tree = KernelReportTree(path: scratch.path)
        #expect(try tree.read("provider", of: "entry", limit: 64) == Array("sev_guest\n".utf8))
        #expect(try tree.read("auxblob", of: "entry", limit: 64) == nil)
        let error = #expect(throws: EnclaveError.self) { try tree.read("provider", of: "entry", limit: 9) }
        #expect(error?.code == .malformed)
    }

    @Test func `entries are made, listed and removed`() throws {
        let tree = KernelReportTree(path: scratch.path)
        try scratch.write("", to: "file")
        try tree.makeEntry("entry")
        #expect(try tree.entries().map(\.name) == ["entry"])
        #expect(throws: EnclaveError.self) { try tree.makeEntry("entry") }
        try tree.removeEntry("entry")
        #expect(try tree.entries().isEmpty)
    }

    @Test func `a write is one write`() throws {
        try scratch.write("", to: "entry/inblob")
        let bytes = [UInt8](repeating: 7, count: 64)
        try KernelReportTree(path: scratch.path).write(bytes, to: "inblob", of: "entry")
        #expect(try Array(Data(contentsOf: URL(fileURLWithPath: scratch.path("entry/inblob")))) == bytes)
    }

    @Test func `a machine without the interface says what is missing`() throws {
        let interface = ReportInterface(KernelReportTree(path: scratch.path("missing")))
        let error = #expect(throws: EnclaveError.self) { try interface.check(.snp) }
        #expect(error?.code == .notFound)
        #expect(error?.hint?.contains("Linux 6.7") == true)
    }
}
