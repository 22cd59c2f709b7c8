using CimCil.DirectMlCheck;

// On Linux: "make FOLDER FOLDER" exports networks, in the form that Wine needs and in the product's, and writes what they should give;
// "images FOLDER" draws images;
// "export RUN MODEL OUT" writes the network of a run in the form that Wine needs; "boxes A B" compares two files of boxes.
// On Windows: "check FOLDER" runs the models through DirectML; "try FOLDER" tells which of them run, and fails for none.
return args switch
{
    ["make", var folder, var productFolder] => CaseMaker.Make(folder, productFolder),
    ["images", var folder] => CaseMaker.DrawImages(folder),
    ["export", var run, var model, var target] => CaseMaker.Export(run, model, target),
    ["boxes", var first, var second] => BoxCheck.Run(first, second),
    ["check", var folder] => CaseCheck.Run(folder),
    ["try", var folder] => CaseCheck.Try(folder),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("DirectMlCheck make FOLDER FOLDER, images|check|try FOLDER, export RUN MODEL OUT, or boxes A B");
    return 2;
}
