/// A header's name and value, of a request or of an answer.
package struct HTTPClientHeader: Sendable, Equatable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
