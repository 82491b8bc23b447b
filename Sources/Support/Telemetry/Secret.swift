/// A value that no description, log line, dump or mirror ever shows.
package struct Secret<Value: Sendable>: Sendable {
    /// The value itself; use it only where it is needed, never to make text.
    package let exposed: Value

    /// Hides a value.
    package init(_ value: Value) {
        exposed = value
    }
}

extension Secret: Equatable where Value: Equatable {}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The placeholder of every secret.
    package static var placeholder: String { "<hidden>" }

    package var description: String { Self.placeholder }
    package var debugDescription: String { Self.placeholder }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
