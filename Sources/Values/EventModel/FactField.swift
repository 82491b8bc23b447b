import JSONText

/// One of the facts that travel with a decision.
package enum FactField: UInt8, Sendable, CaseIterable {
    /// The process's name.
    case process = 0
    /// The parent process's name.
    case parent = 1
    /// The command line.
    case commandLine = 2
    /// The user's name, else the user's number.
    case user = 3
    /// The file or the descriptor's name.
    case file = 4
    /// The remote end as `address:port`.
    case remote = 5
    /// The container's id.
    case container = 6
    /// The container's name.
    case containerName = 7
    /// The image as `repository[:tag]`.
    case image = 8
    /// The host that Falco runs on.
    case node = 9
    /// What a plugin's event did, such as `delete` or `ConsoleLogin`.
    case verb = 10
    /// What a plugin's event did it to, such as `secrets/db-password`.
    case resource = 11
    /// How the alert was found where it may be forged: `text` or `rescued`.
    case form = 12

    /// Room for a value by each raw value.
    static let capacity = 13

    /// The member's name in JSON.
    package var key: StaticString {
        switch self {
        case .process: "process"
        case .parent: "parent"
        case .commandLine: "command_line"
        case .user: "user"
        case .file: "file"
        case .remote: "remote"
        case .container: "container"
        case .containerName: "container_name"
        case .image: "image"
        case .node: "node"
        case .verb: "verb"
        case .resource: "resource"
        case .form: "form"
        }
    }
    /// The members' names.
    static let table = JSONKeyTable(
        allCases.map { field in
            let key = field.key
            return ([UInt8](UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount)), field.rawValue)
        }
    )
}
