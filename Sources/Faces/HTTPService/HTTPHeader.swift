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
