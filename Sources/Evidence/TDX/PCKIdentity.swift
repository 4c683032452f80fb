import OpenSSLKit

/// What Intel states of a machine in the certificate of its certifying key (PCK certificate profile, section 1.3.5).
package struct PCKIdentity: Hashable, Sendable {
    /// Which authority issues the certificate; each has a revocation list of its own.
    package enum Authority: String, Hashable, Sendable {
        case platform
        case processor

        /// The common name of the authority's certificate.
        package var commonName: String {
            switch self {
            case .platform: "Intel SGX PCK Platform CA"
            case .processor: "Intel SGX PCK Processor CA"
            }
        }
    }

    /// How the platform is set up; only an authority of platforms states it.
    package struct Configuration: Hashable, Sendable {
        /// Processors may be added to the platform.
        package fileprivate(set) var isDynamicPlatform: Bool?
        /// Intel keeps the platform's root keys.
        package fileprivate(set) var hasCachedKeys: Bool?
        /// Two threads share a core.
        package fileprivate(set) var isSMTEnabled: Bool?
    }

    package let authority: Authority
    /// PPID, which tells processors apart, 16 bytes.
    package let ppid: [UInt8]
    /// The security versions of the platform's 16 components.
    package let components: [UInt8]
    /// PCESVN, the security version of the provisioning certification enclave.
    package let pceSVN: Int
    /// CPUSVN, 16 bytes.
    package let cpuSVN: [UInt8]
    /// PCEID, 2 bytes as stored.
    package let pceID: [UInt8]
    /// FMSPC, which tells kinds of platform apart, 6 bytes.
    package let fmspc: [UInt8]
    /// 0 standard, 1 scalable, 2 scalable with integrity; `nil` where the certificate does not state it.
    package let sgxType: UInt8?
    /// Which tells platforms apart, 16 bytes; only an authority of platforms states it.
    package let platformInstanceID: [UInt8]?
    package let configuration: Configuration
}

extension PCKIdentity {
    private static let oid = "1.2.840.113741.1.13.1"
    private static let encodedOID: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF8, 0x4D, 0x01, 0x0D, 0x01]

    /// Reads the extensions; whatever is missing, there twice, unknown or of another form is an error. Nothing is judged
    /// by the type of SGX, so that one may be missing.
    init(of certificate: Certificate, issuedBy authority: Authority) throws(EvidenceError) {
        guard let contents = certificate.extension(oid: Self.oid) else {
            throw EvidenceError(.pckExtensionsInvalid, "the PCK certificate lacks the extension \(Self.oid)")
        }
        do {
            try self.init(contents, authority: authority)
        } catch {
            throw EvidenceError(.pckExtensionsInvalid, "the extension \(Self.oid) of the PCK certificate is malformed")
        }
    }

    private init(_ contents: [UInt8], authority: Authority) throws(PCKExtensionReader.Malformed) {
        var fields = try PCKExtensionFields(contents, oid: Self.encodedOID)
        self.authority = authority
        ppid = try fields.octets(1, 16)
        (components, pceSVN, cpuSVN) = try Self.tcb(fields.take(2))
        pceID = try fields.octets(3, 2)
        fmspc = try fields.octets(4, 6)
        sgxType = fields.has(5) ? try Self.type(fields.take(5)) : nil
        platformInstanceID = fields.has(6) ? try fields.octets(6, 16) : nil
        configuration = fields.has(7) ? try Self.configuration(fields.take(7)) : Configuration()
        guard fields.isEmpty else { throw PCKExtensionReader.Malformed() }
    }

    private static func type(_ value: PCKExtensionReader) throws(PCKExtensionReader.Malformed) -> UInt8 {
        var value = value
        return try value.enumerated()
    }

    private static func tcb(
        _ value: PCKExtensionReader
    ) throws(PCKExtensionReader.Malformed) -> (components: [UInt8], pceSVN: Int, cpuSVN: [UInt8]) {
        var fields = try PCKExtensionFields(sequenceIn: value, oid: encodedOID + [2])
        var components: [UInt8] = []
        for position in UInt8(1)...16 {
            var component = try fields.take(position)
            components.append(UInt8(try component.integer(limit: 0xFF)))
        }
        var pceSVN = try fields.take(17)
        let result = (components, try pceSVN.integer(limit: 0xFFFF), try fields.octets(18, 16))
        guard fields.isEmpty else { throw PCKExtensionReader.Malformed() }
        return result
    }

    private static func configuration(
        _ value: PCKExtensionReader
    ) throws(PCKExtensionReader.Malformed) -> Configuration {
        var fields = try PCKExtensionFields(sequenceIn: value, oid: encodedOID + [7])
        var configuration = Configuration()
        for (arc, field) in [
            (1, \Configuration.isDynamicPlatform), (2, \.hasCachedKeys), (3, \.isSMTEnabled),
        ] as [(UInt8, WritableKeyPath<Configuration, Bool?>)] where fields.has(arc) {
            var flag = try fields.take(arc)
            configuration[keyPath: field] = try flag.boolean()
        }
        guard fields.isEmpty else { throw PCKExtensionReader.Malformed() }
        return configuration
    }
}
