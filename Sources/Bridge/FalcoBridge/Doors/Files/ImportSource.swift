/// A reading of files whose progress can be asked for, in this process or in the one that owns the log.
package protocol ImportSource: Sendable {
    /// How far it is, by what is durable.
    var progress: FileImport.Progress { get }
    /// What became of the lines of this run, all files together.
    var counts: DoorCounters { get }
    /// Whether every file was read to its end and all of it is durable.
    var isFinished: Bool { get }
}

extension FileImport: ImportSource {}
