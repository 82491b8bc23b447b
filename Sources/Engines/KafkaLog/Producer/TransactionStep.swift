/// The steps of a transaction, as messages name them.
enum TransactionStep: String {
    case initialize = "init_transactions"
    case begin = "begin_transaction"
    case produce
    case sendOffsets = "send_offsets_to_transaction"
    case commit = "commit_transaction"
    case abort = "abort_transaction"
}
