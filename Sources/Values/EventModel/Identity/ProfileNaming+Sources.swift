extension ProfileNaming {
    /// What stands in paths where system calls have a namespace or a host; six parts with it are a plugin's alone.
    private static let marker = "source"

    /// Returns the profile of an alert whose source has a row.
    func profile(of alert: Alert, by row: IdentityTable.Row) -> Profile {
        var path = start(of: alert, row)
        Self.part(row.actor, of: alert, &path)
        return Profile(path.string)
    }

    /// Returns the entity of an alert whose source has a row.
    func entity(of alert: Alert, by row: IdentityTable.Row) -> Entity {
        var path = start(of: alert, row)
        Self.part(row.entity, of: alert, &path)
        Self.part(row.remote, of: alert, &path)
        return Entity(path.string)
    }

    private func start(of alert: Alert, _ row: IdentityTable.Row) -> PathWriter {
        var path = PathWriter(prefix)
        path.part(Self.marker)
        if let name = row.name {
            path.part(UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        } else {
            path.part(of: alert, .source)
        }
        Self.part(row.scope, of: alert, &path)
        return path
    }

    private static func part(_ steps: [IdentityTable.Step], of alert: Alert, _ path: inout PathWriter) {
        let known: Void? = alert.text(steps) { path.part($0) }
        if known == nil {
            path.part("-")
        }
    }
}
