/// A version of the table that names profiles, entities and facts; an alert's envelope says which one named it.
///
/// What an older version named stays as it is: the facts of an alert are read by the version of its envelope, and its
/// profile and entity are never computed again.
package struct IdentityVersion: RawRepresentable, Hashable, Comparable, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// Every source is named like system calls; of envelopes that name no version.
    package static let first = IdentityVersion(rawValue: 1)

    /// What this program names by: a row a source (`SourceIdentity`), runs of batch systems, bounded tags.
    package static let current = IdentityVersion(rawValue: 2)

    package static func < (left: IdentityVersion, right: IdentityVersion) -> Bool { left.rawValue < right.rawValue }
}
