import Builds
import Forges

/// The notes of a release of ours, with a mark by which it is recognised again.
struct ReleaseNotes {
    private static let markStart = "<!-- assay:build:"
    private static let markEnd = " -->"

    /// The text.
    let markdown: String

    /// Writes the notes of a publication; nothing in them comes from the build itself.
    init(_ publication: Publication) {
        var lines = [
            "Built from commit `\(publication.commit)` and attested by [Assay](\(publication.link ?? "#")).",
            "",
            "Check what you downloaded:",
            "",
            "    assay verify . --source \(publication.source.spelling) --ref \(publication.tag)",
            "",
            Self.markStart + publication.build.description + Self.markEnd,
        ]
        if publication.link == nil { lines[0] = "Built from commit `\(publication.commit)` and attested by Assay." }
        markdown = lines.joined(separator: "\n") + "\n"
    }

    /// The build that a release's notes name; `nil` for a release that is not ours, or names several.
    static func build(in notes: String) -> BuildID? {
        let marks = notes.split(whereSeparator: \.isNewline).filter { $0.hasPrefix(markStart) && $0.hasSuffix(markEnd) }
        guard marks.count == 1, let mark = marks.first else { return nil }
        return BuildID(mark.dropFirst(markStart.count).dropLast(markEnd.count))
    }
}
