/// The header of one part of a form: its field's name, and the file's name where it is a file.
struct MultipartPart: Equatable {
    /// The field's name.
    let name: String
    /// The name that the file had with whoever sent it; never used as one.
    let fileName: String?

    init(name: String, fileName: String? = nil) {
        self.name = name
        self.fileName = fileName
    }

    /// Reads the header lines of a part, without the empty line that ends them.
    init(head: ArraySlice<UInt8>) throws(MultipartError) {
        guard let text = String(validating: head, as: UTF8.self) else {
            throw MultipartError("a part's header is not UTF-8")
        }
        var disposition: Substring?
        // Split by bytes: for Swift a carriage return and a line feed are one character.
        for line in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
            var line = Substring(line)
            if line.utf8.last == 0x0D { line = Substring(line.utf8.dropLast()) }
            guard let colon = line.firstIndex(of: ":"), colon > line.startIndex, line.first != " ", line.first != "\t"
            else { throw MultipartError("a part has a line that is no header field") }
            guard line[..<colon].lowercased() == "content-disposition" else { continue }
            guard disposition == nil else { throw MultipartError("a part has two Content-Disposition fields") }
            disposition = line[line.index(after: colon)...]
        }
        guard let disposition else { throw MultipartError("a part has no Content-Disposition") }
        let value = try HeaderValue(String(disposition))
        guard value.first == "form-data", let name = value.parameters["name"], !name.isEmpty else {
            throw MultipartError("a part's Content-Disposition is not form-data with a name")
        }
        self.name = name
        fileName = value.parameters["filename"] ?? value.parameters["filename*"]
    }
}
