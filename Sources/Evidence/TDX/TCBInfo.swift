import Bytes
import StrictJSON

import struct FoundationEssentials.Date

/// What Intel says of one kind of platform (PCS API, "TCB info", version 3).
struct TCBInfo: Hashable, Sendable {
    /// The signer and the attributes of a TDX module.
    struct Module: Hashable, Sendable {
        let mrSigner: [UInt8]
        let attributes: [UInt8]
        let attributesMask: [UInt8]

        fileprivate init(_ reader: StatementReader) throws(JSONError) {
            mrSigner = try reader.bytes("mrsigner", count: 48)
            attributes = try reader.bytes("attributes", count: 8)
            attributesMask = try reader.bytes("attributesMask", count: 8)
        }
    }

    /// A major version of the TDX module.
    struct ModuleIdentity: Hashable, Sendable {
        /// `TDX_` and the version in two hexadecimal digits, upper case.
        let id: String
        let module: Module
        let levels: [PartTCBLevel]

        fileprivate init(_ reader: StatementReader) throws(JSONError) {
            id = try reader.string("id").uppercased()
            module = try Module(reader)
            levels = try PartTCBLevel.levels(reader)
            let known: Set<IntelTCBStatus> = [.upToDate, .outOfDate, .revoked]
            guard levels.allSatisfy({ known.contains($0.judgement.status) }) else {
                throw JSONError(.wrongType, "tdxModuleIdentities: a TCB status that no module has")
            }
        }
    }

    let id: String
    let version: Int
    let issueDate: Date
    let nextUpdate: Date
    let fmspc: [UInt8]
    let pceID: [UInt8]
    let evaluationNumber: Int
    /// The TDX module of version 0.
    let module: Module
    let moduleIdentities: [ModuleIdentity]
    /// Highest first.
    let levels: [PlatformTCBLevel]

    /// Reads the bytes that Intel signed.
    init(parsing body: [UInt8]) throws(EvidenceError) {
        do {
            try self.init(StatementReader(JSONParser.parse(body), at: "tcbInfo"))
        } catch {
            throw EvidenceError(.tcbInfoUnsupported, "the TCB info cannot be read: \(error)", aspect: .tcb)
        }
    }

    private init(_ reader: StatementReader) throws(JSONError) {
        id = try reader.string("id")
        version = try reader.integer("version")
        guard id == "TDX", version == 3 else {
            throw JSONError(.wrongType, "expected version 3 for TDX, found version \(version) for \(id)")
        }
        guard try reader.integer("tcbType") == 0 else { throw JSONError(.wrongType, "the TCB's type is not 0") }
        issueDate = try reader.date("issueDate")
        nextUpdate = try reader.date("nextUpdate")
        fmspc = try reader.bytes("fmspc", count: 6)
        pceID = try reader.bytes("pceId", count: 2)
        evaluationNumber = try reader.integer("tcbEvaluationDataNumber")
        module = try Module(reader.reader("tdxModule"))
        var identities: [ModuleIdentity] = []
        if reader.has("tdxModuleIdentities") {
            for entry in try reader.readers("tdxModuleIdentities") { identities.append(try ModuleIdentity(entry)) }
        }
        guard Set(identities.map(\.id)).count == identities.count else {
            throw JSONError(.wrongType, "tdxModuleIdentities: a module stands twice")
        }
        moduleIdentities = identities
        levels = try PlatformTCBLevel.levels(reader)
    }

    /// The identity of a major version of the TDX module, which is not 0.
    func moduleIdentity(version: UInt8) -> ModuleIdentity? {
        let id = "TDX_" + [version].hexadecimal.uppercased()
        return moduleIdentities.first { $0.id == id }
    }
}
