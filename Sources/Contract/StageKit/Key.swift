/// The key of a record: its state is stored under it.
package struct Key: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package var description: String {
        text
    }
}
