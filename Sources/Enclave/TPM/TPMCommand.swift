/// A command of TPM 2.0 (Part 3), to be marshalled. Integers are big-endian.
package struct TPMCommand: Hashable, Sendable {
    /// The number of a command, TPM_CC (Part 2, 6.5.2).
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        package let rawValue: UInt32
        /// As the specification spells it.
        package let description: String

        package init(_ rawValue: UInt32, _ description: String) {
            self.rawValue = rawValue
            self.description = description
        }
    }

    package let code: Code
    package let handles: [UInt32]
    /// How many of the handles need authorisation; each is given the empty password.
    package let authorizations: Int
    package let parameters: TPMBytes

    package init(_ code: Code, handles: [UInt32] = [], authorizations: Int = 0, _ parameters: TPMBytes = TPMBytes()) {
        self.code = code
        self.handles = handles
        self.authorizations = authorizations
        self.parameters = parameters
    }

    /// The command as the TPM reads it.
    package var encoded: [UInt8] {
        var body = TPMBytes()
        handles.forEach { body.put($0) }
        if authorizations > 0 {
            var area = TPMBytes()
            for _ in 0..<authorizations {
                area.put(TPMHandle.passwordSession)
                area.putSized([])
                area.put(UInt8(0))
                area.putSized([])
            }
            body.put(UInt32(area.bytes.count))
            body.put(area.bytes)
        }
        body.put(parameters.bytes)
        var command = TPMBytes()
        command.put(UInt16(authorizations > 0 ? TPMAnswer.tagSessions : TPMAnswer.tagNoSessions))
        command.put(UInt32(10 + body.bytes.count))
        command.put(code.rawValue)
        command.put(body.bytes)
        return command.bytes
    }
}

extension TPMCommand.Code {
    package static let startup = Self(0x144, "TPM2_Startup")
    package static let createPrimary = Self(0x131, "TPM2_CreatePrimary")
    package static let readPublic = Self(0x173, "TPM2_ReadPublic")
    package static let flushContext = Self(0x165, "TPM2_FlushContext")
    package static let quote = Self(0x158, "TPM2_Quote")
    package static let pcrRead = Self(0x17E, "TPM2_PCR_Read")
    package static let pcrExtend = Self(0x182, "TPM2_PCR_Extend")
    package static let evictControl = Self(0x120, "TPM2_EvictControl")
    package static let nvReadPublic = Self(0x169, "TPM2_NV_ReadPublic")
    package static let nvDefineSpace = Self(0x12A, "TPM2_NV_DefineSpace")
    package static let nvUndefineSpace = Self(0x122, "TPM2_NV_UndefineSpace")
    package static let nvRead = Self(0x14E, "TPM2_NV_Read")
    package static let nvWrite = Self(0x137, "TPM2_NV_Write")
}

/// Handles that the specification fixes, and those that others have agreed on.
package enum TPMHandle {
    /// TPM_RH_OWNER.
    package static let owner: UInt32 = 0x4000_0001
    /// TPM_RS_PW: authorisation by a password.
    static let passwordSession: UInt32 = 0x4000_0009
    /// Where a machine's maker or owner puts an attestation key; Azure's virtual machines come with one.
    package static let attestationKey: UInt32 = 0x8100_0003
}

/// Algorithms, TPM_ALG_ID (Part 2, 6.3), and a curve.
package enum TPMAlgorithm {
    package static let sha256: UInt16 = 0x000B
    package static let null: UInt16 = 0x0010
    package static let ecdsa: UInt16 = 0x0018
    package static let ecc: UInt16 = 0x0023
    /// TPM_ECC_NIST_P256 (Part 2, 6.4).
    package static let p256: UInt16 = 0x0003
}
