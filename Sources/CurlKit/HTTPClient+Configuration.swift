extension HTTPClient {
    /// How a client behaves on every request.
    package struct Configuration: Sendable {
        /// The value of `User-Agent`, which forges require; always sent.
        package var userAgent: String
        /// Which addresses may be connected to.
        package var addresses: AddressPolicy
        /// How idempotent requests are repeated.
        package var retries: RetryPolicy
        /// Path of a PEM file with certificates that are trusted besides the system's.
        package var extraCertificates: String?
        /// The longest that connecting may take, with resolution and TLS.
        package var connectTimeout: Duration = .seconds(30)
        /// The longest that one request may take, with all redirects and repetitions and the pauses between them.
        package var totalTimeout: Duration = .seconds(900)
        /// An attempt ends when fewer bytes a second than this pass for ``lowSpeedTime``.
        package var lowSpeedLimit = 1
        /// How long an attempt may be slow; whole seconds, at least 1.
        package var lowSpeedTime: Duration = .seconds(60)
        /// The most header lines of a response, with those of interim responses and trailers.
        package var headerCountLimit = 256
        /// The most bytes of header lines.
        package var headerByteLimit = 65536

        /// Makes a configuration that reaches public addresses only.
        package init(
            userAgent: String,
            addresses: AddressPolicy = .publicOnly(),
            retries: RetryPolicy = RetryPolicy(),
            extraCertificates: String? = nil
        ) {
            self.userAgent = userAgent
            self.addresses = addresses
            self.retries = retries
            self.extraCertificates = extraCertificates
        }
    }
}
