/// A status, headers and a body in memory.
package struct HTTPAnswer: Sendable, Equatable {
    /// Three digits, 200 to 599.
    package let status: UInt16

    /// In the order in which they are sent.
    package let headers: [HTTPHeader]

    /// The whole body; may be empty.
    package let body: [UInt8]

    /// Makes an answer; the status is one from 200 to 599.
    package init(status: UInt16, headers: [HTTPHeader] = [], body: [UInt8] = []) {
        precondition((200...599).contains(status), "a final status has three digits, from 200 to 599")
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Returns an answer without headers and body; the cheapest there is, nothing is allocated for it.
    package static func empty(_ status: UInt16) -> HTTPAnswer {
        HTTPAnswer(status: status)
    }

    /// Returns an answer with a text body.
    package static func text(_ status: UInt16, _ text: String) -> HTTPAnswer {
        HTTPAnswer(
            status: status,
            headers: [HTTPHeader("Content-Type", "text/plain; charset=utf-8")],
            body: Array(text.utf8)
        )
    }

    /// Returns an answer with a JSON body.
    package static func json(_ status: UInt16, _ body: [UInt8]) -> HTTPAnswer {
        HTTPAnswer(status: status, headers: [HTTPHeader("Content-Type", "application/json")], body: body)
    }

    var isBare: Bool {
        headers.isEmpty && body.isEmpty
    }
}

/// A header's name and value; neither may hold a line break, and an answer with one that does becomes a plain 500.
package struct HTTPHeader: Sendable, Equatable {
    /// The name.
    package let name: String
    /// The value.
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
