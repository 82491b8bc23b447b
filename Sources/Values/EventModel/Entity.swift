/// The concrete thing seen: a path such as `tenant/cluster/namespace/pod/container-id`.
package struct Entity: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The path.
    package let rawValue: String

    package init(_ rawValue: String) {
        self.rawValue = rawValue
    }

    package var description: String { rawValue }

    package static func < (left: Entity, right: Entity) -> Bool { left.rawValue < right.rawValue }
}
