import Builds
import Hummingbird

extension APIContext {
    /// The parameter `id` of the path; anything that is no build's name is not found.
    func buildID() throws -> BuildID {
        guard let id = BuildID(parameters.get("id") ?? "") else { throw APIError.notFound }
        return id
    }

    /// A parameter of the path without its percent-encoding.
    func decoded(_ name: String) throws -> String {
        guard let text = PercentEncoding.decode(parameters.get(name) ?? "") else { throw APIError.notFound }
        return text
    }
}
