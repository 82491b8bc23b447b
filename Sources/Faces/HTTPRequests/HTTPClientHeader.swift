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
