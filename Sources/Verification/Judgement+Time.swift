import Builds
import Evidence

import struct FoundationEssentials.Date

extension Judgement {
    /// Says what the time of judgement rests on.
    mutating func judgeTime(of machine: VerifiedEvidence, claimed: Date?) {
        let time = machine.time.date.rfc3339
        if let signed = machine.claims.signedTime, machine.time.source != .anchored {
            pass(.timeUnanchored, "made at \(signed.rfc3339), as the platform itself signed; judged at \(time)")
            return
        }
        switch machine.time.source {
        case .anchored: pass(.timeUnanchored, "made at \(time), as the platform itself signed")
        case .claimed:
            notice(.timeUnanchored, "made at \(time) by the builder's own word; no time stamp proves it")
        case .given, .clock:
            let origin = machine.time.source == .given ? "as was asked for" : "by the clock"
            let made = claimed.map { ", made at \($0.rfc3339) by the builder's own word" } ?? ""
            notice(.timeUnanchored, "judged at \(time), \(origin)\(made); no time stamp proves when it was made")
        }
    }

    /// Whether evidence is young enough: only a time that the platform signed counts.
    mutating func judgeAge(of machine: VerifiedEvidence, maximum: Int, at now: Date) {
        guard let signed = machine.claims.signedTime else {
            fail(
                .timeUnanchored,
                expected: "at most \(maximum) s old",
                found: "no time anchor",
                "the policy limits the age, and nothing proves when the evidence was made",
                aspect: .policy
            )
            return
        }
        let age = min(max(now.timeIntervalSince(signed), -1e15), 1e15)
        judge(
            .evidenceTooOld,
            // Clocks differ by minutes; what claims to come from further ahead has no age.
            (-300...Double(max(maximum, 0))).contains(age),
            expected: "at most \(maximum) s old",
            found: "\(Int(age)) s old",
            "the evidence is young enough"
        )
    }
}
