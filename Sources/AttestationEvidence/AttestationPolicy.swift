import Settings
import Verification

/// Which machines are accepted.
public struct AttestationPolicy: Sendable {
    let builder: Expectations.Builder
    let policy: Expectations.PolicyExpectation

    /// Any authentic machine: the verdict says "authentic, builder unknown". Anybody can rent one.
    public static let anyBuilder = AttestationPolicy(builder: .any, policy: .none)

    /// Machines with one of these launch measurements, 48 bytes each; for SNP and, as PCR 0, for Nitro.
    public static func measurements(_ measurements: [[UInt8]]) -> AttestationPolicy {
        AttestationPolicy(builder: .measurements(measurements), policy: .none)
    }

    private init(builder: Expectations.Builder, policy: Expectations.PolicyExpectation) {
        self.builder = builder
        self.policy = policy
    }

    /// Reads a policy file in YAML or JSON; unknown keys and wrong types are errors that name their place.
    public init(file text: String) throws(AttestationError) {
        do {
            let file = try PolicyFile.read(Array(text.utf8), file: "policy")
            self.init(builder: .unspecified, policy: .policy(try Policy(file)))
        } catch let error as PolicyError {
            throw AttestationError(error.description)
        } catch {
            throw AttestationError("\(error)")
        }
    }
}
