/// What a delivery is checked against: the secrets that may have signed it and the repositories that they cover.
///
/// Both stay together so that a signature made with one repository's secret is never judged by another's scope.
package struct WebhookCredentials: Sendable {
    /// The secrets; several during a rotation. With none, every delivery is refused.
    package let secrets: [WebhookSecret]
    /// The repositories that the secrets cover.
    package let scope: WebhookScope

    /// Puts secrets and scope together.
    package init(secrets: [WebhookSecret], scope: WebhookScope) {
        self.secrets = secrets
        self.scope = scope
    }
}
