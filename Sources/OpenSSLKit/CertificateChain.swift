import COpenSSL

package import struct FoundationEssentials.Date

/// A leaf, the certificates between, and the one root that is trusted.
package struct CertificateChain: Sendable {
    /// Why a chain does not hold.
    package enum Fault: Hashable, Sendable {
        /// A certificate is past its time.
        case expired
        /// A certificate's time has not come.
        case notYetValid
        /// Anything else, in the library's words.
        case invalid(String)
    }

    /// Signed by the first of ``intermediates``, or by ``root`` where there are none.
    package let leaf: Certificate
    /// From the leaf's issuer upwards; each is needed, in this order.
    package let intermediates: [Certificate]
    /// The trust anchor. It must be self-signed, and its signature is checked too.
    package let root: Certificate

    package init(leaf: Certificate, intermediates: [Certificate], root: Certificate) {
        self.leaf = leaf
        self.intermediates = intermediates
        self.root = root
    }

    /// What is wrong with the chain at `time`; `nil` when every signature, name, basic constraint and validity period
    /// holds and every certificate that was given is part of it.
    ///
    /// Nothing comes from the system's store, the environment or the clock. Keys and digests below 112 bits of security
    /// are refused. Revocation is not looked at.
    ///
    /// The root's own signature says nothing that whoever pins all of its bytes does not know; `isRootPinned` leaves it
    /// unchecked.
    package func fault(at time: Date, isRootPinned: Bool = false) throws(OpenSSLError) -> Fault? {
        let certificates = [leaf] + intermediates + [root]
        for (subject, issuer) in zip(certificates, certificates.dropFirst() + [root])
        where subject.issuer != issuer.subject {
            return .invalid("a certificate is not issued by the one that follows it")
        }
        return try root.handle.withCertificate { root throws(OpenSSLError) in
            try leaf.handle.withCertificate { leaf throws(OpenSSLError) in
                try fault(leaf: leaf, root: root, at: time, isRootPinned: isRootPinned)
            }
        }
    }

    private func fault(
        leaf: OpaquePointer,
        root: OpaquePointer,
        at time: Date,
        isRootPinned: Bool
    ) throws(OpenSSLError) -> Fault? {
        let store = try Gate.pointer("X509_STORE_new") { X509_STORE_new() }
        defer { X509_STORE_free(store) }
        try Gate.check("X509_STORE_add_cert") { X509_STORE_add_cert(store, root) }

        let stack = try Gate.pointer("sk_X509_new_null") { assay_x509_stack_new() }
        defer { assay_x509_stack_free(stack) }
        for certificate in intermediates {
            try certificate.handle.withCertificate { pointer throws(OpenSSLError) in
                try Gate.check("sk_X509_push") { assay_x509_stack_push(stack, pointer) }
            }
        }
        defer { withExtendedLifetime(intermediates) {} }

        let context = try Gate.pointer("X509_STORE_CTX_new") { X509_STORE_CTX_new() }
        defer { X509_STORE_CTX_free(context) }
        try Gate.check("X509_STORE_CTX_init") { X509_STORE_CTX_init(context, store, leaf, stack) }
        let parameters = X509_STORE_CTX_get0_param(context)
        let seconds = time.timeIntervalSince1970.rounded(.down)
        guard let instant = time_t(exactly: seconds) else { return .invalid("the time of judgement is out of range") }
        X509_VERIFY_PARAM_set_time(parameters, instant)
        X509_VERIFY_PARAM_set_depth(parameters, Int32(intermediates.count))
        X509_VERIFY_PARAM_set_auth_level(parameters, 2)
        if !isRootPinned {
            try Gate.check("X509_VERIFY_PARAM_set_flags") {
                X509_VERIFY_PARAM_set_flags(parameters, UInt(X509_V_FLAG_CHECK_SS_SIGNATURE))
            }
        }
        try Gate.check("X509_VERIFY_PARAM_set_purpose") {
            X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_ANY)
        }
        guard Gate.verdict({ X509_verify_cert(context) }) else { return Self.fault(X509_STORE_CTX_get_error(context)) }
        guard Int(assay_x509_stack_count(X509_STORE_CTX_get0_chain(context))) == intermediates.count + 2 else {
            return .invalid("a certificate is not part of the chain")
        }
        return nil
    }

    private static func fault(_ code: Int32) -> Fault {
        switch code {
        case X509_V_ERR_CERT_HAS_EXPIRED: .expired
        case X509_V_ERR_CERT_NOT_YET_VALID: .notYetValid
        default: .invalid(String(cString: X509_verify_cert_error_string(Int(code))))
        }
    }
}
