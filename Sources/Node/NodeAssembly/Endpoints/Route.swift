package import HTTPService

/// One method and path of an endpoint, and what answers it.
package struct Route: Sendable {
    /// Answers a request; runs on the endpoint's event thread, so other requests wait meanwhile.
    package typealias Handler = @Sendable (borrowing HTTPRequest) -> HTTPAnswer

    package let method: HTTPMethod
    /// Matched exactly, without the query.
    package let path: String
    package let handler: Handler

    package init(_ method: HTTPMethod, _ path: String, handler: @escaping Handler) {
        self.method = method
        self.path = path
        self.handler = handler
    }
}
