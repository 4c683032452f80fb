import OpenSSLKit

/// A TDREPORT: what a TDX module tells the processor's quoting enclave of a guest (TDX module ABI, section 4.9).
///
/// Only the processor that made it can check its MAC, so nothing is believed because it stands here. It must agree with
/// the quote that was made from it, so that nobody takes the one for the other.
struct TDReport: Hashable, Sendable {
    static let size = 1024

    /// TEE_TCB_INFO as far as a quote repeats it: TEE_TCB_SVN, MRSEAM, MRSIGNERSEAM and SEAMATTRIBUTES.
    let module: [UInt8]
    /// TDINFO as far as a quote repeats it: TDATTRIBUTES, XFAM, MRTD, MRCONFIGID, MROWNER, MROWNERCONFIG, RTMR0 to RTMR3.
    let guest: [UInt8]
    /// REPORTDATA.
    let reportData: [UInt8]
    /// TEE_TCB_SVN_2, which quotes of TDX 1.0 do not repeat.
    let teeTCBSVN2: [UInt8]
    /// SERVTD_HASH, which quotes of TDX 1.0 do not repeat; quotes call it MRSERVICETD.
    let serviceTD: [UInt8]
}

extension TDReport {
    /// Reads a TDREPORT; every byte but those of CPUSVN and MAC is fixed, or covered by a digest that is checked.
    init(parsing bytes: [UInt8]) throws(EvidenceError) {
        guard bytes.count == Self.size else { throw Self.malformed("it is not of \(Self.size) bytes") }
        // REPORTTYPE: TDX, subtype 0, and the version of the layout, which is 1 for a guest that others serve.
        let version: UInt8 = Self.isZero(bytes[912..<960]) ? 0 : 1
        guard bytes[0] == 0x81, bytes[1] == 0, bytes[2] == version, Self.isZero(bytes[3..<16]) else {
            throw Self.malformed("it is of another type")
        }
        guard Self.isZero(bytes[192..<224]), Self.isZero(bytes[495..<512]) else {
            throw Self.malformed("its reserved bytes are not zero")
        }
        guard DigestAlgorithm.sha384.digest(Array(bytes[256..<495])) == Array(bytes[32..<80]),
            DigestAlgorithm.sha384.digest(Array(bytes[512..<1024])) == Array(bytes[80..<128])
        else { throw Self.malformed("its digests are not those of its parts") }
        reportData = Array(bytes[128..<192])
        module = Array(bytes[264..<384])
        guest = Array(bytes[512..<912])
        teeTCBSVN2 = Array(bytes[384..<400])
        serviceTD = Array(bytes[912..<960])
    }

    /// Whether a quote says of the guest and its module what stands here.
    func agrees(with quoted: TDXReport) -> Bool {
        module == quoted.teeTCBSVN + quoted.mrSeam + quoted.mrSignerSeam + quoted.seamAttributes
            && guest == Self.bytes(quoted.attributes.rawValue) + Self.bytes(quoted.xfam.rawValue) + quoted.mrtd
                + quoted.mrConfigID + quoted.mrOwner + quoted.mrOwnerConfig + quoted.rtmr.flatMap(\.self)
            && reportData == quoted.reportData
            && [nil, teeTCBSVN2].contains(quoted.teeTCBSVN2) && [nil, serviceTD].contains(quoted.mrServiceTD)
    }

    /// Names what stands here that the quote does not repeat: nobody signed it for us, and nothing is believed from it.
    func noteIgnoredParts(beside quoted: TDXReport, rules: inout RuleLog) {
        let parts =
            [
                "CPUSVN", "TEE_TCB_INFO_HASH", "TEE_INFO_HASH", "MAC", "VALID", "the version in REPORTTYPE",
                "reserved bytes",
            ] + (quoted.teeTCBSVN2 == nil ? ["TEE_TCB_SVN_2"] : [])
            + (quoted.mrServiceTD == nil ? ["SERVTD_HASH"] : [])
        rules.notEvaluated(
            .tdReportPartsIgnored,
            found: parts.joined(separator: ", "),
            "parts of the paravisor's report are not in the quote, and only the processor could check them; they are ignored"
        )
    }

    private static func bytes(_ field: UInt64) -> [UInt8] { withUnsafeBytes(of: field.littleEndian) { Array($0) } }

    private static func isZero(_ bytes: ArraySlice<UInt8>) -> Bool { bytes.allSatisfy { $0 == 0 } }

    private static func malformed(_ what: String) -> EvidenceError {
        EvidenceError(.hclFormatInvalid, "the TDREPORT is malformed: \(what)")
    }
}
