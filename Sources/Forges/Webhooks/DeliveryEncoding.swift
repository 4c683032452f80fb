/// How the payload lies in a delivery's body.
enum DeliveryEncoding: Equatable {
    /// The body is the JSON text.
    case json
    /// The body is a form with the JSON text in the field `payload`.
    case form

    /// Reads the field `Content-Type`; anything but JSON and a form is refused.
    init(contentType: String?) throws(WebhookError) {
        let type = contentType?.prefix { $0 != ";" } ?? ""
        let words = type.split { $0 == " " || $0 == "\t" }
        switch words.count == 1 ? words[0].lowercased() : "" {
        case "application/json": self = .json
        case "application/x-www-form-urlencoded": self = .form
        default:
            throw WebhookError(
                .unsupportedMediaType,
                "media type",
                "expected application/json or application/x-www-form-urlencoded"
            )
        }
    }
}
