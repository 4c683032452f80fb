/// The boundary that a `Content-Type` of `multipart/form-data` names.
enum MultipartBoundary {
    /// Reads a boundary: 1 to 70 characters of those that RFC 2046 allows, without a space.
    static func read(_ contentType: HeaderValue) throws(MultipartError) -> String {
        guard let boundary = contentType.parameters["boundary"], (1...70).contains(boundary.utf8.count),
            boundary.unicodeScalars.allSatisfy(isAllowed)
        else { throw MultipartError("the Content-Type names no usable boundary") }
        return boundary
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
            || "'()+_,-./:=?".unicodeScalars.contains(scalar)
    }
}
