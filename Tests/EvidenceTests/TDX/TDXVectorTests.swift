import Builds
import Bytes
import Evidence
import OpenSSLKit
import StrictJSON
import Testing

import struct FoundationEssentials.Date

@Suite(.enabled(if: Vectors.arePresent, "the folder ../shared/vectors is absent"))
struct TDXVectorTests {
    @Test(arguments: TDXVectors.runs)
    func `a genuine quote gets the verdict of other verifiers`(run: TDXVectors.Run) throws {
        let judged = try TDXVectors.authenticate(run.id, collateral: run.collateral, at: run.time)
        guard run.status != "NO MATCHING TCB LEVEL" else {
            #expect(judged.failures == [.tcbLevelNotFound])
            #expect(judged.claims == nil)
            return
        }
        let claims = try #require(judged.tdx, "\(judged.results)")
        #expect(claims.tcb.status.rawValue == run.status)
        let index = try JSONParser.parse(Vectors.bytes("index.json"))
        let recorded = index["vectors"]?.array?.first { $0["id"]?.string == run.id }?["runs"]?.array?
            .first { $0["collateral"]?.string == run.collateral }
        #expect(claims.tcb.platform.rawValue == recorded?["platform"]?.array?.first?.string)
        #expect(claims.tcb.quotingEnclave.rawValue == recorded?["qe"]?.array?.first?.string)
        #expect(claims.tcb.module?.rawValue == recorded?["module"]?.array?.last?.array?.first?.string)
        let advisories = recorded?["platform"]?.array?.last?.array?.compactMap(\.string)
        #expect(claims.tcb.advisories == advisories ?? [])
    }

    @Test(arguments: TDXVectors.runs)
    func `a genuine quote is read as others read it`(run: TDXVectors.Run) throws {
        let fields = try Vectors.fields(run.id)
        let quote = try TDXQuote(parsing: TDXVectors.quote(run.id))
        let report = quote.report
        #expect(Int(quote.header.version) == fields["version"]?.integer)
        for (name, bytes) in [
            ("vendor", quote.header.qeVendorID), ("tee_tcb_svn", report.teeTCBSVN), ("mr_seam", report.mrSeam),
            ("mrsigner_seam", report.mrSignerSeam), ("seam_attr", report.seamAttributes),
            ("td_attr", report.attributes.bytes), ("xfam", report.xfam.bytes), ("mr_td", report.mrtd),
            ("mr_config_id", report.mrConfigID), ("mr_owner", report.mrOwner),
            ("mr_owner_config", report.mrOwnerConfig), ("rtmr0", report.rtmr[0]), ("rtmr1", report.rtmr[1]),
            ("rtmr2", report.rtmr[2]), ("rtmr3", report.rtmr[3]), ("report_data", report.reportData),
        ] as [(String, [UInt8])] {
            #expect(bytes.hexadecimal == fields[name]?.string, "\(name)")
        }
        #expect(report.teeTCBSVN2?.hexadecimal == fields["tee_tcb_svn2"]?.string)
        #expect(report.mrServiceTD?.hexadecimal == fields["mr_servicetd"]?.string)
        #expect(quote.signedBytes.count == fields["signed_len"]?.integer)
        #expect(quote.paddingCount == fields["trailing"]?.integer)
        #expect(quote.signature.qeReport.securityVersion == fields["qe_isvsvn"]?.integer)
        #expect(quote.signature.certificates.count == fields["cl2"]?.integer)
    }

    @Test func `the root that is built in is Intel's`() throws {
        #expect(IntelRoots.sgxRootCA.der == (try Vectors.bytes("roots/intel/IntelSGXRootCA.der")))
    }

    @Test func `claims are reported under their usual names`() throws {
        let judged = try TDXVectors.authenticate(
            "tdx/v5-90c06f-gotdx",
            collateral: "tdx/collateral/90c06f-2026-03",
            at: "2026-03-20T00:00:00Z"
        )
        let (json, fields) = (try #require(judged.tdx).json, try Vectors.fields("tdx/v5-90c06f-gotdx"))
        #expect(json["mrtd"] == fields["mr_td"])
        #expect(json["rtmr"]?.array?[1] == fields["rtmr1"])
        #expect(json["report_data"] == fields["report_data"])
        #expect(json["td_attributes"] == fields["td_attr"])
        #expect(json["tdx_module"]?["tee_tcb_svn_2"] == fields["tee_tcb_svn2"])
        #expect(json["pck"]?["fmspc"] == fields["pck"]?["fmspc"])
        #expect(json["pck"]?["ppid"] == fields["pck"]?["ppid"])
        #expect(json["pck"]?["cpusvn"] == fields["pck"]?["cpusvn"])
        #expect(json["pck"]?["components"] == fields["pck"]?["comp"])
        #expect(json["tcb"]?["status"] == "UpToDate")
        #expect(json["tcb"]?["evaluation_data_number"] == 18)
        #expect(json["tcb"]?["collateral_valid"] == ["2026-03-16T22:34:05Z", "2026-04-15T22:06:09Z"])
        #expect(json["event_log"] == .null)
    }
}
