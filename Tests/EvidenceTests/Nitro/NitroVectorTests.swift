import Builds
import Bytes
import OpenSSLKit
import StrictJSON
import Testing

import struct FoundationEssentials.Date

@testable import Evidence

@Suite(.enabled(if: Vectors.arePresent, "the folder ../shared/vectors is absent"))
struct NitroVectorTests {
    @Test func `the root that is built in is the one that AWS publishes`() throws {
        #expect(NitroRoot.pinned.der == (try Vectors.bytes("roots/aws/AWS_NitroEnclaves_Root-G1.der")))
        #expect(NitroRoot.pinned.subject.commonName == "aws.nitro-enclaves")
    }

    @Test(arguments: NitroFixture.genuine)
    func `a genuine document is authentic and read as others read it`(name: String) throws {
        let (claims, time) = try NitroFixture.judge(NitroFixture.document(name))
        let fields = try Vectors.fields("nitro/\(name)")
        let document = claims.document
        #expect(document.moduleID == fields["module_id"]?.string)
        #expect(Int(document.timestamp.timeIntervalSince1970 * 1000) == fields["timestamp_ms"]?.integer)
        let pcrs = try #require(fields["pcrs"]?.object)
        #expect(document.pcrs.count == pcrs.members.count)
        for (number, value) in pcrs.members {
            let index = try #require(Int(number))
            #expect(document.pcrs[index]?.hexadecimal == value.string)
        }
        #expect(document.userData?.hexadecimal == fields["user_data"]?.string)
        #expect(document.nonce?.hexadecimal == fields["nonce"]?.string)
        #expect(document.publicKey?.hexadecimal == fields["public_key"]?.string)
        #expect(claims.commitment == document.userData ?? [])
        #expect(claims.measurement == document.pcrs[0])
        #expect(claims.isDebug == name.contains("-debug"))
        #expect(time == JudgementTime(document.timestamp, .anchored))
    }

    @Test func `a document under its own root is rejected`() throws {
        // Its certificates are null, and so is its unprotected header.
        #expect(NitroFixture.failure(try NitroFixture.document("blocky-selfsigned")) == .documentMalformed)
    }

    @Test(
        arguments: [
            ("2022-10-13T08:57:58Z", .nitroCertificateExpired),
            ("2022-10-13T08:58:00Z", nil),
            ("2022-10-13T10:00:00Z", nil),
            ("2022-10-13T11:58:03Z", .nitroCertificateExpired),
            ("2026-11-23T00:00:00Z", .nitroCertificateExpired),
        ] as [(String, ReasonCode?)]
    )
    func `a time that somebody names is what the chain is judged at`(text: String, code: ReasonCode?) throws {
        let time = JudgementTime(try #require(Date(rfc3339: text)), .given)
        let document = try NitroFixture.document("evervault-2022-nondebug")
        #expect(NitroFixture.failure(document, at: time) == code)
        if code == nil { #expect(try NitroFixture.judge(document, at: time).time == time) }
    }

    @Test func `a tag before a document changes nothing`() throws {
        for name in NitroFixture.genuine {
            #expect(NitroFixture.failure([0xD2] + (try NitroFixture.document(name))) == nil)
            #expect(NitroFixture.failure([0xD2, 0xD2] + (try NitroFixture.document(name))) == .documentMalformed)
            #expect(NitroFixture.failure([0xD3] + (try NitroFixture.document(name))) == .documentMalformed)
        }
    }

    @Test func `another root does not vouch`() throws {
        let other = try Certificate(der: Vectors.bytes("nitro/blocky-selfsigned/selfsigned_cert.der"))
        for name in NitroFixture.genuine {
            #expect(NitroFixture.failure(try NitroFixture.document(name), root: other) == .nitroChainInvalid)
        }
    }
}
