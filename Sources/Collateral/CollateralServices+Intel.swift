import Builds
import CurlKit
package import Enclave
package import Evidence
import StrictJSON

extension CollateralServices {
    package func collateral(for quote: [UInt8]) async throws(EnclaveError) -> TDXCollateral {
        let addresses = try addresses(of: quote)
        let key = "tdx " + addresses.tcbInfo + " " + addresses.pckCRL
        let kept = await kept(key)
        let old = kept.flatMap { try? TDXCollateral(JSONParser.parse($0.bytes)) }
        if let kept, kept.isFresh, let old, await failure(quote, old) == nil { return old }
        do throws(EnclaveError) {
            let collateral = try await fetch(addresses)
            if let failure = await failure(quote, collateral) {
                throw Self.missing("the quote is not verified with what Intel states: \(failure)")
            }
            await keep(collateral.json.serialized(), as: key)
            return collateral
        } catch {
            // What was kept is Intel's word too, as long as it is valid.
            if let old, await failure(quote, old) == nil { return old }
            throw error
        }
    }

    /// The newest that Intel states, unjudged; `nil` where the quote does not tell what to ask for.
    func statements(about quote: [UInt8]) async throws(EnclaveError) -> TDXCollateral? {
        guard let quote = try? TDXQuote(parsing: quote),
            let addresses = try? TDXCollateralURLs(for: quote, root: intelRoot, update: .early)
        else { return nil }
        return try await fetch(addresses)
    }

    private func addresses(of quote: [UInt8]) throws(EnclaveError) -> TDXCollateralURLs {
        do throws(EvidenceError) {
            return try TDXCollateralURLs(for: TDXQuote(parsing: quote), root: intelRoot)
        } catch {
            throw Self.missing("Intel cannot be asked about the quote: \(error)")
        }
    }

    private func fetch(_ addresses: TDXCollateralURLs) async throws(EnclaveError) -> TDXCollateral {
        let tcbInfo = try await fetch(endpoints.intel, addresses.tcbInfo)
        let qeIdentity = try await fetch(endpoints.intel, addresses.qeIdentity)
        let pckCRL = try await fetch(endpoints.intel, addresses.pckCRL)
        let rootCRL = try await fetch(endpoints.intelRootCRL, "")
        do throws(EvidenceError) {
            return TDXCollateral(
                tcbInfo: try TDXSignedStatement(response: tcbInfo.body, kind: .tcbInfo),
                tcbInfoIssuerChain: try IssuerChain.decoded(tcbInfo.headers["TCB-Info-Issuer-Chain"]),
                qeIdentity: try TDXSignedStatement(response: qeIdentity.body, kind: .qeIdentity),
                qeIdentityIssuerChain: try IssuerChain.decoded(qeIdentity.headers["SGX-Enclave-Identity-Issuer-Chain"]),
                rootCACRL: rootCRL.body,
                pckCRL: pckCRL.body,
                pckCRLIssuerChain: try IssuerChain.decoded(pckCRL.headers["SGX-PCK-CRL-Issuer-Chain"])
            )
        } catch {
            throw Self.missing("Intel's answer cannot be read: \(error.message)")
        }
    }

    /// The rule that fails for the quote with this collateral, at this time; `nil` where it is verified.
    private func failure(_ quote: [UInt8], _ collateral: TDXCollateral) async -> String? {
        let evidence = HardwareEvidence(
            platform: .tdx,
            evidence: TDXEvidence(quote: quote).json,
            collateral: collateral.json
        )
        let (verifier, time) = (TDXVerifier(root: intelRoot), JudgementTime(now(), .clock))
        let authentication = try? await BlockingQueue.run { () throws(EnclaveError) in
            verifier.authenticate(evidence, at: time)
        }
        guard let authentication else { return "it could not be judged" }
        return authentication.failure
    }
}
