import CurlKit
import TestSupport

/// Intel's service with what it once answered for a platform.
enum IntelAnswers {
    /// The answer to a request, from a folder of the vectors; `nil` for what it does not know.
    static func answer(
        _ request: LoopbackServer.Request,
        set: String,
        fmspc: String
    ) -> LoopbackServer.Response? {
        func file(_ name: String) -> [UInt8] { (try? Vector.bytes("\(set)/\(name)")) ?? [] }
        func response(_ name: String, _ field: String, _ chain: String) -> LoopbackServer.Response {
            let text = HTTPURL.escaped(String(decoding: file(chain), as: UTF8.self))
            return .init(headers: [field: text], body: file(name))
        }
        switch request.target {
        case "/tdx/certification/v4/tcb?fmspc=\(fmspc)", "/tdx/certification/v4/tcb?fmspc=\(fmspc)&update=early":
            return response("tcb_info.json", "TCB-Info-Issuer-Chain", "tcb_info_issuer_chain.pem")
        case "/tdx/certification/v4/qe/identity", "/tdx/certification/v4/qe/identity?update=early":
            return response("qe_identity.json", "SGX-Enclave-Identity-Issuer-Chain", "qe_identity_issuer_chain.pem")
        case "/sgx/certification/v4/pckcrl?ca=platform&encoding=der":
            return response("pck_crl.der", "SGX-PCK-CRL-Issuer-Chain", "pck_crl_issuer_chain.pem")
        case "/IntelSGXRootCA.der":
            return .init(body: file("root_ca_crl.der"))
        default: return nil
        }
    }
}
