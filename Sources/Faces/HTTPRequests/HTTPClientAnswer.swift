/// A server's whole answer.
package struct HTTPClientAnswer: Sendable, Equatable {
    /// Three digits.
    package let status: Int

    /// In the order in which they came; those of an interim answer (100) are not among them.
    package let headers: [HTTPClientHeader]

    /// The whole body.
    package let body: [UInt8]

    /// The body as text; bytes that are not UTF-8 are replaced.
    package var text: String {
        String(decoding: body, as: UTF8.self)
    }

    /// Returns the first value of a header; its name is compared without regard to ASCII case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// A header's name and value, of a request or of an answer.
package struct HTTPClientHeader: Sendable, Equatable {
    /// The name as it was written.
    package let name: String
    /// The value without blanks around it.
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
