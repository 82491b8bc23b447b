/// A field that a part of a path or a fact is read from, and what of its text is taken.
package struct IdentityTerm: Sendable, ExpressibleByStringLiteral {
    /// What of a field's text is taken.
    package enum Form: Sendable {
        /// All of it.
        case whole
        /// The namespace of `system:serviceaccount:NAMESPACE:NAME`; nothing of other users.
        case serviceAccountNamespace
        /// A Kubernetes user without what is new with each node, token or session.
        case kubernetesUser
        /// The name of the user or role of an AWS ARN; nothing of what is no ARN.
        case arnName
        /// The account of an AWS ARN; nothing of what is no ARN.
        case arnAccount
        /// What stands before the first slash.
        case firstPart
        /// A pod's name without what Kubernetes and batch systems add.
        case workload
        /// A hostname; nothing of a container's id.
        case host
        /// The hostname of the collector without what a roll-out makes new; nothing of a container's id.
        case collector
    }

    /// The field's name in `output_fields`, or `hostname`; or what stands behind the first full stop of it.
    package let name: StaticString
    /// Whether the name is what stands behind the first full stop, whatever stands before it.
    let isBehindStop: Bool
    /// Other names of it, which never stand beside it.
    let synonyms: [StaticString]
    /// What of its text is taken.
    let form: Form
    /// Fields whose texts follow it with a slash between, where they are known.
    let followers: [StaticString]

    package init(stringLiteral name: StaticString) {
        self.init(name)
    }

    init(_ name: StaticString, as form: Form = .whole, followedBy followers: [StaticString] = []) {
        self.name = name
        isBehindStop = false
        synonyms = []
        self.form = form
        self.followers = followers
    }

    init(behindStop name: StaticString, or synonyms: [StaticString]) {
        self.name = name
        isBehindStop = true
        self.synonyms = synonyms
        form = .whole
        followers = []
    }

    /// The same field, all of its text.
    var asSpelled: IdentityTerm {
        isBehindStop ? self : IdentityTerm(name, followedBy: followers)
    }
}
