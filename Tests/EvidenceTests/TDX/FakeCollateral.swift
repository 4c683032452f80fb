import Builds
import Bytes
import Evidence
import OpenSSLKit
import StrictJSON

import struct FoundationEssentials.Date

/// Intel's statements to be altered, encoded and signed.
struct FakeCollateral {
    /// A level of the platform.
    struct Level {
        var sgx: [UInt8]
        var pceSVN: Int
        var tdx: [UInt8]
        var status: String
        var date = "2024-03-13T00:00:00Z"
        var advisories: [String] = []
    }

    /// A level of a part.
    struct Part {
        var svn: Int
        var status: String
        var date = "2024-11-13T00:00:00Z"
        var advisories: [String] = []
    }

    var id = "TDX"
    var version = 3
    var issueDate = FakeIntel.now.addingTimeInterval(-86_400)
    var nextUpdate = FakeIntel.now.addingTimeInterval(29 * 86_400)
    var fmspc = FakeIntel.fmspc.hexadecimal
    var pceID = "0000"
    var evaluationNumber = 18
    var levels = [
        Level(
            sgx: [2, 2, 2, 2, 3, 1, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0],
            pceSVN: 11,
            tdx: [5, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            status: "UpToDate"
        )
    ]
    /// The levels of each version of the TDX module that has an identity.
    var modules: [(id: String, levels: [Part])] = [("TDX_01", [Part(svn: 4, status: "UpToDate")])]
    var moduleSigner = [UInt8](repeating: 0, count: 48)

    var qeID = "TD_QE"
    var qeVersion = 2
    var qeIssueDate = FakeIntel.now.addingTimeInterval(-2 * 86_400)
    var qeNextUpdate = FakeIntel.now.addingTimeInterval(28 * 86_400)
    var qeEvaluationNumber = 18
    var qeLevels = [Part(svn: 4, status: "UpToDate")]

    var revokedByRoot: [Int] = []
    var revokedByAuthority: [Int] = []
    var listIssueDate = FakeIntel.now.addingTimeInterval(-3 * 86_400)
    var listNextUpdate = FakeIntel.now.addingTimeInterval(27 * 86_400)
    var rootListNextUpdate = FakeIntel.now.addingTimeInterval(200 * 86_400)
    /// In place of the certificate of the authority that the list of its certificates comes with.
    var listIssuer: Certificate?
    /// In place of the certificate that usually signs statements.
    var signer: Certificate?

    var tcbInfo: JSONValue {
        [
            "id": .string(id), "version": .integer(version), "issueDate": .string(issueDate.rfc3339),
            "nextUpdate": .string(nextUpdate.rfc3339), "fmspc": .string(fmspc), "pceId": .string(pceID),
            "tcbType": 0, "tcbEvaluationDataNumber": .integer(evaluationNumber),
            "tdxModule": module,
            "tdxModuleIdentities": .array(
                modules.map { entry in
                    var identity = module.object ?? JSONObject()
                    identity["id"] = .string(entry.id)
                    identity["tcbLevels"] = .array(entry.levels.map(Self.json))
                    return .object(identity)
                }
            ),
            "tcbLevels": .array(
                levels.map { level in
                    [
                        "tcb": [
                            "sgxtcbcomponents": .array(level.sgx.map { ["svn": .integer($0)] }),
                            "pcesvn": .integer(level.pceSVN),
                            "tdxtcbcomponents": .array(level.tdx.map { ["svn": .integer($0)] }),
                        ],
                        "tcbDate": .string(level.date), "tcbStatus": .string(level.status),
                        "advisoryIDs": .array(level.advisories.map(JSONValue.string)),
                    ]
                }
            ),
        ]
    }

    var qeIdentity: JSONValue {
        [
            "id": .string(qeID), "version": .integer(qeVersion), "issueDate": .string(qeIssueDate.rfc3339),
            "nextUpdate": .string(qeNextUpdate.rfc3339), "tcbEvaluationDataNumber": .integer(qeEvaluationNumber),
            "miscselect": "00000000", "miscselectMask": "FFFFFFFF",
            "attributes": "11000000000000000000000000000000",
            "attributesMask": "FBFFFFFFFFFFFFFF0000000000000000",
            "mrsigner": .string(String(repeating: "DC", count: 32)), "isvprodid": 2,
            "tcbLevels": .array(qeLevels.map(Self.json)),
        ]
    }

    private var module: JSONValue {
        [
            "mrsigner": .string(moduleSigner.hexadecimal), "attributes": "0000000000000000",
            "attributesMask": "FFFFFFFFFFFFFFFF",
        ]
    }

    private static func json(_ part: Part) -> JSONValue {
        [
            "tcb": ["isvsvn": .integer(part.svn)], "tcbDate": .string(part.date),
            "tcbStatus": .string(part.status), "advisoryIDs": .array(part.advisories.map(JSONValue.string)),
        ]
    }

    /// The collateral, signed by `intel`; `rewrite` may replace what is signed.
    func encoded(
        by intel: FakeIntel,
        rewrite: (_ tcbInfo: inout JSONValue, _ qeIdentity: inout JSONValue) -> Void = { _, _ in }
    ) throws -> JSONValue {
        var (info, identity) = (tcbInfo, qeIdentity)
        rewrite(&info, &identity)
        let (infoBody, identityBody) = (info.serialized(), identity.serialized())
        let signers = FakeIntel.pem(signer ?? intel.signer, intel.root)
        return TDXCollateral(
            tcbInfo: .init(body: infoBody, signature: try FakeIntel.sign(infoBody, intel.statementKey)),
            tcbInfoIssuerChain: signers,
            qeIdentity: .init(body: identityBody, signature: try FakeIntel.sign(identityBody, intel.statementKey)),
            qeIdentityIssuerChain: signers,
            rootCACRL: try list(intel.root, intel.rootKey, revokedByRoot, until: rootListNextUpdate),
            pckCRL: try list(intel.authority, intel.authorityKey, revokedByAuthority, until: listNextUpdate),
            pckCRLIssuerChain: FakeIntel.pem(listIssuer ?? intel.authority, intel.root)
        ).json
    }

    /// A revocation list of an issuer (RFC 5280, section 5.1).
    private func list(
        _ issuer: Certificate,
        _ key: borrowing PrivateKey,
        _ serialNumbers: [Int],
        until end: Date
    ) throws -> [UInt8] {
        let algorithm = TestDER.sequence([6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2])
        func time(_ date: Date) -> [UInt8] {
            TestDER.tagged(0x17, Array((date.rfc3339.filter(\.isNumber).dropFirst(2) + "Z").utf8))
        }
        let revoked = serialNumbers.flatMap { TestDER.sequence(TestDER.integer($0), time(listIssueDate)) }
        let body = TestDER.sequence(
            TestDER.integer(1),
            algorithm,
            issuer.subject.der,
            time(listIssueDate),
            time(end),
            revoked.isEmpty ? [] : TestDER.tagged(0x30, revoked)
        )
        let signature = try key.sign(body, .ecdsaP256SHA256)
        return TestDER.sequence(body, algorithm, TestDER.tagged(0x03, [0] + signature))
    }
}
