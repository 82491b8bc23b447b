/// How the alerts of one event source are named, and which of its fields give their facts; a row of the identity table.
///
/// A profile is `tenant/cluster/source/NAME/scope/actor`, an entity that of the actor as the alert spells it and the
/// remote end behind it. Paths of system calls have no six parts with `source` as the third, so that a namespace or a
/// host that is called as a plugin shares nothing with it. Of each list the first field that is known counts; without
/// one the part is `-`.
package struct SourceIdentity: Sendable {
    /// The names of the source, of which the first stands in paths; none for the row of all sources that have no other.
    package let names: [StaticString]
    /// Whose: an account, a project, a namespace, an organisation, a host.
    package let scope: [IdentityTerm]
    /// Who, as a profile says it: without what changes from session to session.
    package let actor: [IdentityTerm]
    /// Who, as an entity says it.
    package let entity: [IdentityTerm]
    /// The fact `user`; before the fields of system calls.
    package let user: [IdentityTerm]
    /// The fact `remote`, and the last part of an entity.
    package let remote: [IdentityTerm]
    /// The fact `resource`.
    package let resource: [IdentityTerm]
    /// The fact `verb`.
    package let verb: [IdentityTerm]
    /// The fact `file`.
    package let file: [IdentityTerm]

    /// Makes a row.
    ///
    /// - Parameters:
    ///   - names: The names of the source.
    ///   - scope: Whose.
    ///   - actor: Who.
    ///   - entity: Who, for an entity; nil takes the actor's fields as the alert spells them.
    ///   - user: Who, for a person; nil takes the actor's fields as the alert spells them.
    ///   - remote: From where.
    ///   - resource: To what.
    ///   - verb: What was done.
    ///   - file: The file that the event names.
    init(
        _ names: [StaticString],
        scope: [IdentityTerm],
        actor: [IdentityTerm],
        entity: [IdentityTerm]? = nil,
        user: [IdentityTerm]? = nil,
        remote: [IdentityTerm] = [],
        resource: [IdentityTerm] = [],
        verb: [IdentityTerm] = [],
        file: [IdentityTerm] = []
    ) {
        self.names = names
        self.scope = scope
        self.actor = actor
        self.entity = entity ?? actor.map(\.asSpelled)
        self.user = user ?? actor.map(\.asSpelled)
        self.remote = remote
        self.resource = resource
        self.verb = verb
        self.file = file
    }

    /// Every row; the last is for sources that no other names.
    package static let all = kubernetesAndClouds + platforms + local + [other]

    /// Every term of the row.
    var terms: [IdentityTerm] { scope + actor + entity + user + remote + resource + verb + file }
}
