/// What behaviour is compared with: a path such as `tenant/cluster/namespace/workload/container`.
///
/// It is the partition key and the state key of stages. `ProfileNaming` makes it.
package struct Profile: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The path.
    package let rawValue: String

    package init(_ rawValue: String) {
        self.rawValue = rawValue
    }

    package var description: String { rawValue }

    package static func < (left: Profile, right: Profile) -> Bool { left.rawValue < right.rawValue }
}
