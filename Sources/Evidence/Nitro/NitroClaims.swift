/// What a verified document says of an enclave.
package struct NitroClaims: Hashable, Sendable {
    /// The PCRs that are zero in debug mode: enclave image, kernel with boot ramdisk, application.
    private static let imagePCRs = 0...2

    /// The document; every field of it is signed.
    package let document: NitroDocument

    init(document: NitroDocument) { self.document = document }

    /// What the enclave committed to, `user_data`; no bytes where that is `null`.
    package var commitment: [UInt8] { document.userData ?? [] }

    /// PCR 0, the measurement of the enclave's image; `nil` where the document does not state it.
    package var measurement: [UInt8]? { document.pcrs[0] }

    /// Whether the enclave runs, or may run, in debug mode.
    ///
    /// Debug mode zeroes PCRs 0 to 2, and no image measures as zero, so one of zeros is enough to tell. Where none of
    /// them is stated nothing shows that it is not debug mode.
    package var isDebug: Bool {
        let stated = Self.imagePCRs.compactMap { document.pcrs[$0] }
        return stated.isEmpty || stated.contains { $0.allSatisfy { $0 == 0 } }
    }
}
