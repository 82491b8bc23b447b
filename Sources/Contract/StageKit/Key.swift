/// The key of a record: what its state is kept under.
package struct Key: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package var description: String {
        text
    }
}
