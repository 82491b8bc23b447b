/// Why a round could not be run; not a violation of what it looks for.
package struct ChaosFault: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
