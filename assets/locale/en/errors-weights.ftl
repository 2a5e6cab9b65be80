weights-card = { $card } is missing or not a readable weights card; the weights beside it are left out. Restore both files.
weights-unknown = There are no weights called "{ $name }"; there are { $names }.
weights-none = There are no trained weights for { $model }; there are for { $names }. "segviz weights import" adds published ones, or those of a training.
weights-missing = The weights file { $file } of "{ $name }" is missing; restore it, or use another network meanwhile.
weights-altered = The weights file { $file } is not the one that its card "{ $name }" describes (the sha256 differs), so it was not loaded; restore it, or use another network meanwhile.
weights-shape = The weights "{ $name }" do not fit: { $key } has another shape than this network's; use the number of classes and channels that they were trained with.
weights-unfit = The weights "{ $name }" are not for { $model }: the file lacks tensors of this network.
