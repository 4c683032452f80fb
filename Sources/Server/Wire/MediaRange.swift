/// What an `Accept` field asks for.
enum MediaRange {
    /// Whether `field` names `type` itself, without `q=0`. Wildcards do not count: programs send them without thinking.
    static func accepts(_ field: String?, _ type: String) -> Bool {
        guard let field, field.utf8.count <= 4096 else { return false }
        return field.split(separator: ",").contains { range in
            let words = range.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            return words.first == type
                && !words.dropFirst().contains { ["q=0", "q=0.0", "q=0.00", "q=0.000"].contains($0) }
        }
    }
}
